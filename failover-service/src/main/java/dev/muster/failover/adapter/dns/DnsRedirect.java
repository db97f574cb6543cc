package dev.muster.failover.adapter.dns;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.RedirectTraffic;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Facts;
import dev.muster.plan.PlanId;
import dev.muster.service.Secrets;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Points a name at the active site with one dynamic update (RFC 2136, signed as in RFC 8945). A TXT
 * record beside the name holds the epoch; it is a prerequisite and changed in the same update, so
 * that the server itself refuses a delayed order.
 */
@ApplicationScoped
public final class DnsRedirect implements StepHandler<RedirectTraffic> {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Override
    public Class<RedirectTraffic> action() {
        return RedirectTraffic.class;
    }

    @Override
    public StepResult handle(RedirectTraffic redirect, StepContext context) {
        final TSIG key;
        try {
            var parsed = TsigKey.parse(Secrets.text(redirect.dns().tsig()));
            if (parsed.isEmpty()) {
                return new StepResult.Rejected(notAKey(redirect));
            }
            key = parsed.get();
        } catch (Secrets.Unreadable e) {
            return new StepResult.Rejected(e.getMessage() == null ? "" : e.getMessage());
        }
        try {
            return redirect(new Zone(redirect), key, context);
        } catch (TextParseException e) {
            return new StepResult.Rejected("not a domain name: " + redirect.record().name());
        } catch (IOException e) {
            return new StepResult.Unavailable(redirect.dns().server() + " does not answer");
        }
    }

    /** The names of one redirection. */
    private record Zone(RedirectTraffic redirect, Name zone, Name name, Name epochName, int type) {
        Zone(RedirectTraffic redirect) throws TextParseException {
            this(
                    redirect,
                    Name.fromString(redirect.dns().zone(), Name.root),
                    Name.fromString(redirect.record().name(), Name.root),
                    Name.fromString("_muster." + redirect.record().name(), Name.root),
                    Type.value(redirect.record().type()));
        }

        List<String> targets() {
            return redirect.targets();
        }
    }

    private static StepResult redirect(Zone zone, TSIG key, StepContext context)
            throws IOException {
        var server = NameServer.at(zone.redirect().dns().server(), TIMEOUT).overTcp();
        var asked = NameServer.at(zone.redirect().dns().server(), TIMEOUT);
        asked.overTcp();
        var epochs = asked.ask(zone.epochName(), Type.TXT);
        var seen = epoch(epochs);
        if (seen.isPresent() && context.epoch().isOlderThan(seen.get())) {
            return new StepResult.Rejected(
                    "the zone has seen epoch " + seen.get() + ", this is " + context.epoch());
        }
        if (isAsWanted(asked, zone, seen, context.epoch())) {
            return done(zone);
        }
        if (!context.stillAllowed().getAsBoolean()) {
            return new StepResult.Unavailable("automation is paused");
        }
        server.setTSIGKey(key);
        final Message answer;
        try {
            answer = server.send(update(zone, epochs, context.epoch()));
        } catch (IOException e) {
            return new StepResult.Unknown("the name server did not answer the update");
        }
        if (answer.getRcode() != Rcode.NOERROR) {
            return refused(zone, answer);
        }
        var now = epoch(asked.ask(zone.epochName(), Type.TXT));
        return isAsWanted(asked, zone, now, context.epoch())
                ? done(zone)
                : new StepResult.Unknown("the update was accepted and does not show yet");
    }

    /** A signed update that changes nothing is answered as one that does (RFC 2136, section 3). */
    @Override
    public Optional<String> trouble(RedirectTraffic redirect, PlanId plan) {
        var server = redirect.dns().server();
        try {
            var key = TsigKey.parse(Secrets.text(redirect.dns().tsig()));
            if (key.isEmpty()) {
                return Optional.of(notAKey(redirect));
            }
            var zone = new Zone(redirect);
            var resolver = NameServer.at(server, TIMEOUT).overTcp();
            resolver.setTSIGKey(key.get());
            var answer = resolver.send(new Update(zone.zone()));
            return answer.getRcode() == Rcode.NOERROR
                    ? Optional.empty()
                    : Optional.of(refused(zone, answer).detail());
        } catch (Secrets.Unreadable e) {
            return Optional.ofNullable(e.getMessage());
        } catch (TextParseException e) {
            return Optional.of("not a domain name: " + redirect.record().name());
        } catch (IOException e) {
            return Optional.of(server + " does not answer");
        }
    }

    private static String notAKey(RedirectTraffic redirect) {
        return Secrets.place(redirect.dns().tsig()) + " is not a TSIG key as tsig-keygen writes it";
    }

    private static boolean isAsWanted(
            NameServer server, Zone zone, Optional<Epoch> seen, Epoch epoch) throws IOException {
        return seen.filter(epoch::equals).isPresent()
                && addresses(server.ask(zone.name(), zone.type()))
                        .equals(new TreeSet<>(zone.targets()));
    }

    private static Update update(Zone zone, List<Record> epochs, Epoch epoch) throws IOException {
        var update = new Update(zone.zone());
        if (epochs.isEmpty()) {
            update.absent(zone.epochName(), Type.TXT);
        } else {
            for (var present : epochs) {
                // Of a prerequisite the time to live has to be zero (RFC 2136, section 2.4.2).
                update.present(present.getName(), Type.TXT, present.rdataToString());
            }
        }
        var ttl = zone.redirect().record().ttl().toSeconds();
        update.delete(zone.epochName(), Type.TXT);
        update.add(zone.epochName(), Type.TXT, ttl, "\"epoch=" + epoch + "\"");
        update.delete(zone.name(), zone.type());
        for (var target : zone.targets()) {
            update.add(zone.name(), zone.type(), ttl, target);
        }
        return update;
    }

    private static StepResult refused(Zone zone, Message answer) {
        var server = zone.redirect().dns().server();
        return switch (answer.getRcode()) {
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN ->
                    new StepResult.Unavailable("somebody else changed the record at this moment");
            case Rcode.NOTAUTH ->
                    new StepResult.Rejected(
                            server
                                    + " does not accept the TSIG key, or is not authoritative for "
                                    + zone.zone()
                                    + ": check the key and the clocks");
            case Rcode.REFUSED ->
                    new StepResult.Rejected(
                            server + " refuses the update: allow it for the key on " + zone.zone());
            case Rcode.NOTZONE ->
                    new StepResult.Rejected(zone.name() + " is not in zone " + zone.zone());
            default -> new StepResult.Unknown(server + " says " + Rcode.string(answer.getRcode()));
        };
    }

    private static StepResult done(Zone zone) {
        return new StepResult.Done(
                zone.name() + " is " + String.join(", ", zone.targets()), Facts.NONE);
    }

    static Set<String> addresses(List<Record> records) {
        return records.stream()
                .map(Record::rdataToString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Epoch> epoch(List<Record> records) {
        return records.stream()
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> ((TXTRecord) record).getStrings().stream())
                .filter(text -> text.matches("epoch=[0-9]{1,18}"))
                .map(text -> new Epoch(Long.parseLong(text.substring("epoch=".length()))))
                .max(Epoch::compareTo);
    }
}
