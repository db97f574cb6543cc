package dev.muster.backup.adapter.secrets;

import dev.muster.events.BackupEvent.Finding;
import dev.muster.events.BackupEvent.Finding.Code;
import dev.muster.plan.SecretWatch;
import dev.muster.plan.SiteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One look at one secret, at the site that stands by. */
final class Look {

    private final SiteId site;
    private final SecretWatch watch;
    private final Instant now;
    private final Primary primary;
    private final Optional<Operator> operator;
    private final List<String> stale = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Look(SiteId site, SecretWatch watch, Instant now, Primary primary) {
        this.site = site;
        this.watch = watch;
        this.now = now;
        this.primary = primary;
        this.operator = Operator.of(watch.kind());
    }

    List<Finding> at(Cluster cluster) throws Unread {
        var secret = watch.name();
        var issuedUntil = Optional.<Instant>empty();
        if (operator.isPresent()) {
            var ordered = cluster.find(operator.get(), watch.namespace(), watch.name());
            if (ordered.isEmpty()) {
                add(
                        Code.SECRET_MISSING,
                        "there is no " + operator.get().kind() + " " + watch.where(),
                        "apply it there as it is at " + primary.site());
                return findings;
            }
            stale.addAll(ordered.get().complaints(now));
            secret = ordered.get().secret();
            issuedUntil = ordered.get().notAfter();
        }
        var held = cluster.secret(watch.namespace(), secret);
        if (held.isEmpty()) {
            missing(secret);
        } else if (held.get().tls() || watch.kind() == SecretWatch.Kind.CERTIFICATE) {
            if (held.get().notAfter().isEmpty()) {
                add(
                        Code.SECRET_UNREADABLE,
                        "no certificate can be read in tls.crt of Secret " + place(secret),
                        renewal());
            }
        } else {
            compare(secret, held.get());
        }
        ends(secret, issuedUntil, held);
        if (!stale.isEmpty()) {
            add(
                    Code.SECRET_STALE,
                    String.join("; ", stale),
                    operator.map(this::described)
                            .orElseGet(() -> "make it what it is at " + primary.site()));
        }
        return findings;
    }

    private void missing(String secret) {
        var nowhere = false;
        try {
            nowhere = primary.ask(watch.namespace(), secret) instanceof Primary.Known.Nowhere;
        } catch (Unread notKnown) {
            // that it is missing here is worth more than why the other site cannot be asked
        }
        add(
                Code.SECRET_MISSING,
                "there is no Secret "
                        + place(secret)
                        + (nowhere ? ", nor at " + primary.site() : ""),
                nowhere
                        ? "correct " + SecretWatch.FIELD + " of the plan, or make it at both sites"
                        : operator.map(this::described)
                                .orElseGet(() -> "make it as it is at " + primary.site()));
    }

    private void compare(String secret, Held held) {
        try {
            if (primary.ask(watch.namespace(), secret)
                    instanceof Primary.Known.There(Held wanted)) {
                var differences = held.content().differencesFrom(wanted.content());
                if (!differences.isEmpty()) {
                    stale.add(
                            "Secret "
                                    + place(secret)
                                    + " is not what it is at "
                                    + primary.site()
                                    + ", keys "
                                    + String.join("; ", differences));
                }
            }
        } catch (Unread e) {
            findings.add(
                    unreadable(
                            site,
                            watch,
                            "it cannot be compared with " + primary.site() + ", where " + e.said(),
                            "at " + primary.site() + ": " + e.remedy()));
        }
    }

    /** What was issued last, and what lies in the Secret, may be two; the earlier end counts. */
    private void ends(String secret, Optional<Instant> issuedUntil, Optional<Held> held) {
        var inSecret =
                held.filter(one -> one.tls() || watch.kind() == SecretWatch.Kind.CERTIFICATE)
                        .flatMap(Held::notAfter);
        var end = Stream.concat(issuedUntil.stream(), inSecret.stream()).min(Instant::compareTo);
        if (end.isEmpty()) {
            return;
        }
        var what = "the certificate in Secret " + place(secret);
        if (!now.isBefore(end.get())) {
            add(Code.CERTIFICATE_EXPIRED, what + " ended at " + end.get(), renewal());
        } else if (!now.isBefore(end.get().minus(watch.warnBefore()))) {
            add(Code.CERTIFICATE_EXPIRING, what + " ends at " + end.get(), renewal());
        }
    }

    private String renewal() {
        return operator.map(this::described).orElse("put a new certificate there");
    }

    private String described(Operator by) {
        return "see what "
                + by.product()
                + " says of it: "
                + by.describe(watch.namespace(), watch.name());
    }

    private String place(String secret) {
        return watch.namespace() + "/" + secret;
    }

    private void add(Code code, String detail, String remedy) {
        findings.add(finding(code, site, watch, detail, remedy));
    }

    static Finding unreadable(SiteId site, SecretWatch watch, String detail, String remedy) {
        return finding(Code.SECRET_UNREADABLE, site, watch, detail, remedy);
    }

    private static Finding finding(
            Code code, SiteId site, SecretWatch watch, String detail, String remedy) {
        return new Finding(code, Optional.of(watch.where()), site + ": " + detail, remedy);
    }
}
