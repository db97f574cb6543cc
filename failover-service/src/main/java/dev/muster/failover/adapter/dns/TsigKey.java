package dev.muster.failover.adapter.dns;

import java.util.Optional;
import java.util.regex.Pattern;
import org.xbill.DNS.TSIG;

/** A key file as {@code tsig-keygen} of BIND writes it. */
final class TsigKey {

    private static final Pattern FORM =
            Pattern.compile(
                    "key\\s+\"?([^\"\\s{]+)\"?\\s*\\{\\s*algorithm\\s+\"?([^\";\\s]+)\"?\\s*;"
                            + "\\s*secret\\s+\"?([A-Za-z0-9+/=]+)\"?\\s*;\\s*}\\s*;?\\s*",
                    Pattern.DOTALL);

    private TsigKey() {}

    static Optional<TSIG> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var name = form.group(1).endsWith(".") ? form.group(1) : form.group(1) + ".";
        try {
            return Optional.of(new TSIG(TSIG.algorithmToName(form.group(2)), name, form.group(3)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
