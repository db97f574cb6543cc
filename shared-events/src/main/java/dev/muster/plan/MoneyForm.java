package dev.muster.plan;

import dev.muster.plan.Assurance.Money;
import dev.muster.plan.Form.Misfit;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Pattern;

/** The form of an amount of money. */
final class MoneyForm {

    private static final Pattern MONEY =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,2})?) ([A-Z]{3})");

    private MoneyForm() {}

    static final Form<Money> AMOUNT =
            Forms.text(
                    "an amount with its currency, such as \"12000 EUR\"",
                    new Money(BigDecimal.ZERO, "EUR"),
                    text -> {
                        var matcher = MONEY.matcher(text);
                        if (!matcher.matches() || !isCurrency(matcher.group(2))) {
                            throw new Misfit(
                                    "'" + text + "' is not an amount of money",
                                    "Write the amount, a space and the ISO 4217 code, such as \"12000 EUR\".");
                        }
                        return new Money(new BigDecimal(matcher.group(1)), matcher.group(2));
                    });

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }
}
