package dev.muster.sandbox.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.sandbox.network.Neighbourhood;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

class DnsServerTest {

    private static final Name ZONE = Name.fromConstantString("shop.test.");
    private static final Name WWW = Name.fromConstantString("www.shop.test.");
    private static final Name EPOCH = Name.fromConstantString("epoch.shop.test.");

    @TempDir Path directory;
    private final Neighbourhood neighbourhood = Neighbourhood.claim();
    private final TsigKey key = TsigKey.random("muster.");
    private final InetSocketAddress first = neighbourhood.socket(9, 1, 5353);
    private final InetSocketAddress second = neighbourhood.socket(9, 2, 5353);
    private DnsServer server;

    @BeforeEach
    void serve_a_zone_with_one_address_and_an_epoch() throws IOException {
        Path file = directory.resolve("zone");
        DnsServer.createZone(ZONE.toString(), file, first);
        Files.writeString(
                file,
                Files.readString(file)
                        + """
                        www 5 IN A 127.1.1.1
                        epoch 5 IN TXT "epoch=3"
                        alias 5 IN CNAME www
                        a.deep 5 IN A 127.1.1.9
                        """);
        open();
    }

    private void open() {
        server =
                DnsServer.open(
                        ZONE.toString(), directory.resolve("zone"), key, List.of(first, second));
    }

    @AfterEach
    void close() {
        server.close();
        neighbourhood.close();
    }

    @Nested
    class A_query {

        @Test
        void is_answered_with_authority_on_every_address_over_udp_and_tcp() throws IOException {
            for (InetSocketAddress address : List.of(first, second)) {
                for (boolean tcp : List.of(true, false)) {
                    SimpleResolver resolver = new SimpleResolver(address);
                    resolver.setTCP(tcp);

                    Message answer = resolver.send(query(WWW, Type.A));

                    assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
                    assertThat(data(answer)).containsExactly("127.1.1.1");
                }
            }
        }

        @Test
        void for_an_alias_follows_it() throws IOException {
            Message answer = ask(Name.fromConstantString("alias.shop.test."), Type.A);

            assertThat(data(answer)).containsExactly("www.shop.test.", "127.1.1.1");
        }

        @Test
        void for_nothing_tells_apart_no_name_no_type_and_not_ours() throws IOException {
            Message noName = ask(Name.fromConstantString("no.shop.test."), Type.A);
            Message noType = ask(WWW, Type.TXT);
            Message above = ask(Name.fromConstantString("deep.shop.test."), Type.A);
            Message notOurs = ask(Name.fromConstantString("example.org."), Type.A);

            assertThat(noName.getRcode()).isEqualTo(Rcode.NXDOMAIN);
            assertThat(noName.getSection(Section.AUTHORITY)).hasSize(1);
            assertThat(noType.getRcode()).isEqualTo(Rcode.NOERROR);
            assertThat(noType.getSection(Section.ANSWER)).isEmpty();
            assertThat(above.getRcode()).isEqualTo(Rcode.NOERROR);
            assertThat(notOurs.getRcode()).isEqualTo(Rcode.REFUSED);
        }
    }

    @Nested
    class A_signature {

        @Test
        void that_is_missing_makes_an_update_refused() throws IOException {
            Message response = new SimpleResolver(first).send(redirect("127.2.1.1"));

            assertThat(response.getRcode()).isEqualTo(Rcode.REFUSED);
            assertThat(addresses()).containsExactly("127.1.1.1");
        }

        @Test
        void of_an_unknown_key_is_answered_with_badkey() throws IOException {
            Message response = send(redirect("127.2.1.1"), TsigKey.random("stranger.").tsig());

            assertTsigError(response, Rcode.BADKEY);
        }

        @Test
        void of_another_algorithm_is_answered_with_badkey() throws IOException {
            TSIG md5 =
                    new TSIG(
                            TSIG.HMAC_SHA512,
                            Name.fromConstantString(key.name()),
                            Base64.getDecoder().decode(key.secret()));

            assertTsigError(send(redirect("127.2.1.1"), md5), Rcode.BADKEY);
        }

        @Test
        void with_the_wrong_secret_is_answered_with_badsig() throws IOException {
            Message response = send(redirect("127.2.1.1"), TsigKey.random(key.name()).tsig());

            assertTsigError(response, Rcode.BADSIG);
        }

        @Test
        void from_a_clock_far_off_is_answered_with_badtime() throws IOException {
            TSIG late =
                    new TSIG(
                            TSIG.HMAC_SHA256,
                            Name.fromConstantString(key.name()),
                            new SecretKeySpec(
                                    Base64.getDecoder().decode(key.secret()), "HmacSHA256"),
                            Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10)));

            assertTsigError(send(redirect("127.2.1.1"), late), Rcode.BADTIME);
        }

        @Test
        void that_is_right_is_answered_with_one_that_is_right() throws IOException {
            Message response = send(redirect("127.2.1.1"), key.tsig());

            assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
            assertThat(response.isVerified()).isTrue();
            assertThat(addresses()).containsExactly("127.2.1.1");
        }

        private void assertTsigError(Message response, int error) throws IOException {
            assertThat(response.getRcode()).isEqualTo(Rcode.NOTAUTH);
            assertThat(response.getTSIG()).isNotNull();
            assertThat(response.getTSIG().getError()).isEqualTo(error);
            assertThat(addresses()).containsExactly("127.1.1.1");
        }
    }

    @Nested
    class A_prerequisite {

        @Test
        void of_a_name_in_use() throws IOException {
            assertThat(given(update -> update.present(WWW))).isEqualTo(Rcode.NOERROR);
            assertThat(given(update -> update.present(name("no")))).isEqualTo(Rcode.NXDOMAIN);
        }

        @Test
        void of_a_name_not_in_use() throws IOException {
            assertThat(given(update -> update.absent(name("no")))).isEqualTo(Rcode.NOERROR);
            assertThat(given(update -> update.absent(WWW))).isEqualTo(Rcode.YXDOMAIN);
        }

        @Test
        void of_a_record_set_that_exists() throws IOException {
            assertThat(given(update -> update.present(WWW, Type.A))).isEqualTo(Rcode.NOERROR);
            assertThat(given(update -> update.present(WWW, Type.TXT))).isEqualTo(Rcode.NXRRSET);
        }

        @Test
        void of_a_record_set_that_does_not_exist() throws IOException {
            assertThat(given(update -> update.absent(WWW, Type.TXT))).isEqualTo(Rcode.NOERROR);
            assertThat(given(update -> update.absent(WWW, Type.A))).isEqualTo(Rcode.YXRRSET);
        }

        @Test
        void of_a_record_set_with_these_values_holds_only_for_the_whole_set() throws IOException {
            assertThat(given(update -> update.present(EPOCH, Type.TXT, "\"epoch=3\"")))
                    .isEqualTo(Rcode.NOERROR);
            assertThat(given(update -> update.present(EPOCH, Type.TXT, "\"epoch=4\"")))
                    .isEqualTo(Rcode.NXRRSET);
            assertThat(
                            given(
                                    update -> {
                                        update.present(EPOCH, Type.TXT, "\"epoch=3\"");
                                        update.present(EPOCH, Type.TXT, "\"epoch=4\"");
                                    }))
                    .isEqualTo(Rcode.NXRRSET);
        }

        @Test
        void outside_the_zone_is_not_accepted() throws IOException {
            assertThat(given(update -> update.present(Name.fromConstantString("a.org."))))
                    .isEqualTo(Rcode.NOTZONE);
        }

        @Test
        void with_a_time_to_live_is_malformed() throws IOException {
            Record timed = new ARecord(WWW, DClass.IN, 5, first.getAddress());

            assertThat(given(update -> update.addRecord(timed, Section.PREREQ)))
                    .isEqualTo(Rcode.FORMERR);
        }

        @Test
        void that_fails_lets_nothing_of_the_update_happen() throws IOException {
            long before = server.serial();

            int code =
                    given(
                            update -> {
                                update.present(EPOCH, Type.TXT, "\"epoch=2\"");
                                update.replace(EPOCH, Type.TXT, 5, "\"epoch=9\"");
                            });

            assertThat(code).isEqualTo(Rcode.NXRRSET);
            assertThat(data(ask(EPOCH, Type.TXT))).containsExactly("\"epoch=3\"");
            assertThat(addresses()).containsExactly("127.1.1.1");
            assertThat(server.serial()).isEqualTo(before);
        }

        /** Sends an update whose only change is the address of www. */
        private int given(Change prerequisites) throws IOException {
            Update update = redirect("127.1.1.1");
            prerequisites.make(update);
            return send(update, key.tsig()).getRcode();
        }
    }

    @Nested
    class An_update {

        @Test
        void compares_and_sets_the_epoch_and_the_address_in_one_step() throws IOException {
            Update update = redirect("127.2.1.1");
            update.present(EPOCH, Type.TXT, "\"epoch=3\"");
            update.replace(EPOCH, Type.TXT, 5, "\"epoch=4\"");
            Message again = send(update, key.tsig());
            assertThat(again.getRcode()).isEqualTo(Rcode.NOERROR);

            Message late = send(update, key.tsig());

            assertThat(late.getRcode()).isEqualTo(Rcode.NXRRSET);
            assertThat(data(ask(EPOCH, Type.TXT))).containsExactly("\"epoch=4\"");
            assertThat(addresses()).containsExactly("127.2.1.1");
        }

        @Test
        void adds_to_a_set_and_deletes_one_record_or_a_set_or_a_name() throws IOException {
            change(update -> update.add(WWW, Type.A, 7, "127.2.1.1"));
            assertThat(addresses()).containsExactlyInAnyOrder("127.1.1.1", "127.2.1.1");
            assertThat(ask(WWW, Type.A).getSection(Section.ANSWER))
                    .allMatch(each -> each.getTTL() == 7);

            change(update -> update.delete(WWW, Type.A, "127.1.1.1"));
            assertThat(addresses()).containsExactly("127.2.1.1");

            change(update -> update.add(WWW, Type.TXT, 5, "x"));
            change(update -> update.delete(WWW, Type.A));
            assertThat(addresses()).isEmpty();
            assertThat(data(ask(WWW, Type.TXT))).containsExactly("\"x\"");

            change(update -> update.delete(WWW));
            assertThat(ask(WWW, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        }

        @Test
        void never_takes_the_soa_or_the_last_name_server_away() throws IOException {
            change(update -> update.delete(ZONE));
            change(update -> update.delete(ZONE, Type.NS));
            change(update -> update.delete(new NSRecord(ZONE, DClass.IN, 0, name("ns"))));

            assertThat(ask(ZONE, Type.SOA).getSection(Section.ANSWER)).hasSize(1);
            assertThat(data(ask(ZONE, Type.NS))).containsExactly("ns.shop.test.");
        }

        @Test
        void never_puts_an_alias_beside_other_records() throws IOException {
            change(update -> update.add(WWW, Type.CNAME, 5, "ns.shop.test."));
            change(update -> update.add(name("alias"), Type.A, 5, "127.2.1.1"));

            assertThat(ask(WWW, Type.CNAME).getSection(Section.ANSWER)).isEmpty();
            assertThat(data(ask(name("alias"), Type.CNAME))).containsExactly("www.shop.test.");
        }

        @Test
        void raises_the_serial_only_when_something_changed() throws IOException {
            long before = server.serial();

            change(update -> update.replace(WWW, Type.A, 5, "127.1.1.1"));
            assertThat(server.serial()).isEqualTo(before);

            change(update -> update.replace(WWW, Type.A, 6, "127.1.1.1"));
            assertThat(server.serial()).isEqualTo(before + 1);
        }

        @Test
        void of_another_zone_or_outside_this_one_is_not_made() throws IOException {
            Update elsewhere = new Update(Name.fromConstantString("example.org."));
            elsewhere.add(Name.fromConstantString("a.example.org."), Type.A, 5, "127.2.1.1");
            Update outside = new Update(ZONE);
            outside.add(Name.fromConstantString("a.example.org."), Type.A, 5, "127.2.1.1");

            assertThat(send(elsewhere, key.tsig()).getRcode()).isEqualTo(Rcode.NOTAUTH);
            assertThat(send(outside, key.tsig()).getRcode()).isEqualTo(Rcode.NOTZONE);
        }

        @Test
        void is_still_there_after_a_restart() throws IOException {
            change(update -> update.replace(WWW, Type.A, 5, "127.2.1.1"));
            long serial = server.serial();

            server.close();
            open();

            assertThat(addresses()).containsExactly("127.2.1.1");
            assertThat(server.serial()).isEqualTo(serial);
        }

        private void change(Change change) throws IOException {
            Update update = new Update(ZONE);
            change.make(update);
            assertThat(send(update, key.tsig()).getRcode()).isEqualTo(Rcode.NOERROR);
        }
    }

    private interface Change {
        void make(Update update) throws IOException;
    }

    private static Name name(String relative) {
        return Name.fromConstantString(relative + "." + ZONE);
    }

    private static Update redirect(String address) throws IOException {
        Update update = new Update(ZONE);
        update.replace(WWW, Type.A, 5, address);
        return update;
    }

    private Message send(Message update, TSIG tsig) throws IOException {
        SimpleResolver resolver = new SimpleResolver(first);
        resolver.setTSIGKey(tsig);
        resolver.setTCP(true);
        return resolver.send(update);
    }

    private static Message query(Name name, int type) {
        return Message.newQuery(Record.newRecord(name, type, DClass.IN));
    }

    private Message ask(Name name, int type) throws IOException {
        return new SimpleResolver(second).send(query(name, type));
    }

    private List<String> addresses() throws IOException {
        return data(ask(WWW, Type.A));
    }

    private static List<String> data(Message answer) {
        return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
    }
}
