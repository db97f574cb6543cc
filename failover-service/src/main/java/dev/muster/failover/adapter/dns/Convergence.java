package dev.muster.failover.adapter.dns;

import dev.muster.events.StepAction.VerifyTraffic;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.failover.app.PublicAnswer;
import dev.muster.plan.PlanId;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Proves that users get to the active site: every resolver says so, and the application answers.
 */
@ApplicationScoped
public class Convergence implements StepHandler<VerifyTraffic> {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final PublicAnswer publicAnswer;

    @Inject
    public Convergence(PublicAnswer publicAnswer) {
        this.publicAnswer = publicAnswer;
    }

    @Override
    public Class<VerifyTraffic> action() {
        return VerifyTraffic.class;
    }

    @Override
    public StepResult handle(VerifyTraffic verify, StepContext context)
            throws InterruptedException {
        final Name name;
        try {
            name = Name.fromString(verify.record().name(), Name.root);
        } catch (TextParseException e) {
            return new StepResult.Rejected("not a domain name: " + verify.record().name());
        }
        while (true) {
            var behind = behind(verify, name);
            if (behind.isEmpty()) {
                var answered = answered(verify);
                if (answered) {
                    return new StepResult.Done(
                            verify.resolvers().size()
                                    + " resolvers agree, "
                                    + verify.url()
                                    + " answers",
                            Facts.NONE);
                }
                behind = List.of(verify.url() + " does not answer at the new address");
            }
            context.progress().accept(String.join("; ", behind));
            if (!context.pause(LOOK_AGAIN)) {
                return new StepResult.Unavailable(String.join("; ", behind));
            }
        }
    }

    @Override
    public Optional<String> trouble(VerifyTraffic verify, PlanId plan) {
        for (var resolver : verify.resolvers()) {
            try {
                NameServer.at(resolver, Duration.ofSeconds(2))
                        .ask(
                                Name.fromString(verify.record().name(), Name.root),
                                Type.value(verify.record().type()));
            } catch (IOException e) {
                return Optional.of("resolver " + resolver + " does not answer");
            }
        }
        return Optional.empty();
    }

    private static List<String> behind(VerifyTraffic verify, Name name) {
        var wanted = new TreeSet<>(verify.targets());
        var behind = new ArrayList<String>();
        for (var resolver : verify.resolvers()) {
            try {
                var says =
                        DnsRedirect.addresses(
                                NameServer.at(resolver, Duration.ofSeconds(1))
                                        .ask(name, Type.value(verify.record().type())));
                if (!says.equals(wanted)) {
                    behind.add("resolver " + resolver + " still says " + String.join(", ", says));
                }
            } catch (IOException e) {
                behind.add("resolver " + resolver + " does not answer");
            }
        }
        return behind;
    }

    private boolean answered(VerifyTraffic verify) throws InterruptedException {
        for (var target : verify.targets()) {
            if (!publicAnswer.answersAt(verify.url(), target)) {
                return false;
            }
        }
        return true;
    }
}
