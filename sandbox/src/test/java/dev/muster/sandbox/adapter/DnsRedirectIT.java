package dev.muster.sandbox.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.events.Epoch;
import dev.muster.events.StepAction.RedirectTraffic;
import dev.muster.events.StepResult;
import dev.muster.events.StepResult.Done;
import dev.muster.events.StepResult.Rejected;
import dev.muster.events.StepResult.Unavailable;
import dev.muster.failover.adapter.dns.DnsRedirect;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.RecoveryPlan.DnsProvider;
import dev.muster.plan.RecoveryPlan.DnsRecord;
import dev.muster.sandbox.dns.DnsProcess;
import dev.muster.sandbox.dns.TsigKey;
import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.service.step.StepContext;
import dev.muster.service.step.StepContext.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** How a name is pointed at a site, on BIND and on the sandbox's own server. */
class DnsRedirectIT {

    private static final String ZONE = "example.org.";
    private static final String NAME = "shop.example.org.";
    private static final List<String> WEST = List.of("192.0.2.10");
    private static final List<String> EAST = List.of("192.0.2.20", "192.0.2.21");

    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final ProcessTable table = ProcessTable.open("dns-it");
    private final TsigKey key = TsigKey.random("muster.");

    @AfterEach
    void end() {
        table.close();
        neighbourhood.close();
    }

    @Test
    void on_bind_a_name_follows_the_highest_epoch_only() throws Exception {
        follows_the_highest_epoch_only(bind());
    }

    @Test
    void on_the_sandbox_server_a_name_follows_the_highest_epoch_only() throws Exception {
        var address = neighbourhood.socket(3, 53, 5353);
        DnsProcess.start(table, "dns", ZONE, key, List.of(address));
        follows_the_highest_epoch_only(address);
    }

    private void follows_the_highest_epoch_only(InetSocketAddress server) throws Exception {
        var secret = keyFile("key", key);

        assertThat(redirect(server, secret, 1, WEST)).isInstanceOf(Done.class);
        assertThat(answer(server)).containsExactlyElementsOf(WEST);

        assertThat(redirect(server, secret, 2, EAST)).isInstanceOf(Done.class);
        assertThat(answer(server)).containsExactlyElementsOf(EAST);

        // the same again changes nothing
        assertThat(redirect(server, secret, 2, EAST)).isInstanceOf(Done.class);

        // a delayed order of an older epoch is refused
        assertThat(redirect(server, secret, 1, WEST)).isInstanceOf(Rejected.class);
        assertThat(answer(server)).containsExactlyElementsOf(EAST);

        // the server itself refuses an update whose epoch was overtaken after it was read
        assertThat(overtakenUpdate(server)).isEqualTo("NXRRSET");
        assertThat(answer(server)).containsExactlyElementsOf(EAST);

        // before a move: a key that is accepted, and somebody else's
        assertThat(trouble(server, secret)).isEmpty();
        assertThat(trouble(server, keyFile("other", TsigKey.random("muster."))).orElseThrow())
                .contains("does not accept the TSIG key");
        assertThat(answer(server)).containsExactlyElementsOf(EAST);

        // somebody else's key
        var wrong = redirect(server, keyFile("wrong", TsigKey.random("muster.")), 3, WEST);
        assertThat(wrong).isInstanceOf(Rejected.class);
        assertThat(wrong.detail()).contains("TSIG");
        assertThat(answer(server)).containsExactlyElementsOf(EAST);
    }

    @Test
    void a_name_server_that_is_gone_is_unavailable() throws Exception {
        var result = redirect(neighbourhood.socket(3, 53, 5353), keyFile("key", key), 1, WEST);
        assertThat(result).isInstanceOf(Unavailable.class);
    }

    /** What a paused executor would send after another one has moved on. */
    private String overtakenUpdate(InetSocketAddress server) throws IOException {
        var update = new Update(Name.fromString(ZONE));
        update.present(Name.fromString("_muster." + NAME), Type.TXT, "\"epoch=1\"");
        update.replace(Name.fromString(NAME), Type.A, 1, WEST.getFirst());
        var resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTSIGKey(key.tsig());
        return Rcode.string(resolver.send(update).getRcode());
    }

    private static Optional<String> trouble(InetSocketAddress server, Path secret) {
        return new DnsRedirect().trouble(order(server, secret, WEST), new PlanId("shop"));
    }

    private static RedirectTraffic order(
            InetSocketAddress server, Path secret, List<String> targets) {
        return new RedirectTraffic(
                new DnsProvider(
                        server.getAddress().getHostAddress() + ":" + server.getPort(),
                        ZONE,
                        new Credential.File(secret.toString())),
                new DnsRecord(NAME, "A", Duration.ofSeconds(1)),
                targets);
    }

    private StepResult redirect(
            InetSocketAddress server, Path secret, long epoch, List<String> targets) {
        return new DnsRedirect()
                .handle(
                        order(server, secret, targets),
                        new StepContext(
                                new PlanId("shop"),
                                new Epoch(epoch),
                                Deadline.in(Duration.ofSeconds(5)),
                                () -> true,
                                _ -> {}));
    }

    private static Set<String> answer(InetSocketAddress server) throws IOException {
        var resolver = new SimpleResolver(server);
        return resolver
                .send(Message.newQuery(Record.newRecord(Name.fromString(NAME), Type.A, DClass.IN)))
                .getSection(Section.ANSWER)
                .stream()
                .map(Record::rdataToString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Path keyFile(String name, TsigKey of) throws IOException {
        return Files.writeString(
                table.directory("secrets").resolve(name),
                "key \"%s\" {\n  algorithm hmac-sha256;\n  secret \"%s\";\n};\n"
                        .formatted(of.name(), of.secret()));
    }

    private static InetSocketAddress free(String host) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return new InetSocketAddress(host, socket.getLocalPort());
        }
    }

    /** A real BIND with an empty zone that takes updates signed with the key. */
    private InetSocketAddress bind() throws IOException {
        var named =
                Stream.of("/usr/sbin/named", "/usr/local/sbin/named", "/usr/bin/named")
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(named.isPresent(), "no BIND: install the package bind9");
        var home = table.directory("bind");
        // BIND listens on interfaces, and the loopback interface has this one address.
        var address = free("127.0.0.1");
        var host = address.getAddress().getHostAddress();
        Files.writeString(
                home.resolve("zone"),
                """
                $TTL 1
                @ IN SOA ns.example.org. admin.example.org. 1 3600 600 86400 1
                @ IN NS ns.example.org.
                ns IN A %s
                """
                        .formatted(host));
        Files.writeString(
                home.resolve("named.conf"),
                """
                options {
                  directory "%1$s"; listen-on port %5$d { %2$s; }; listen-on-v6 { none; };
                  pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key";
                  managed-keys-directory "%1$s"; recursion no; dnssec-validation no;
                };
                controls { };
                key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                zone "example.org" { type primary; file "%1$s/zone"; allow-update { key "%3$s"; }; };
                """
                        .formatted(home, host, key.name(), key.secret(), address.getPort()));
        table.start(
                Command.of(
                        "named",
                        home,
                        List.of(
                                named.get().toString(),
                                "-g",
                                "-c",
                                home.resolve("named.conf").toString())));
        dev.muster.sandbox.process.Deadline.inSeconds(20)
                .until(
                        "BIND to answer",
                        () -> {
                            try {
                                var resolver = new SimpleResolver(address);
                                resolver.setTimeout(Duration.ofMillis(300));
                                var soa =
                                        Message.newQuery(
                                                Record.newRecord(
                                                        Name.fromString(ZONE),
                                                        Type.SOA,
                                                        DClass.IN));
                                return !resolver.send(soa).getSection(Section.ANSWER).isEmpty();
                            } catch (IOException notYet) {
                                return false;
                            }
                        });
        return address;
    }
}
