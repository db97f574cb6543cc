package dev.muster.sandbox.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.sandbox.network.Neighbourhood;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.util.List;
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

class DnsProcessIT {

    @Test
    void a_confirmed_update_outlives_kill_9() throws IOException {
        try (Neighbourhood neighbourhood = Neighbourhood.claim();
                ProcessTable table = ProcessTable.open("dns-it")) {
            DnsProcess server =
                    DnsProcess.start(
                            table,
                            "dns",
                            "shop.test.",
                            TsigKey.random("muster."),
                            List.of(neighbourhood.socket(9, 1, 5353)));
            Name www = Name.fromString("www.shop.test.");
            SimpleResolver resolver = new SimpleResolver(server.addresses().getFirst());
            resolver.setTSIGKey(server.key().tsig());
            Update update = new Update(Name.fromString(server.zone()));
            update.absent(www);
            update.add(www, Type.A, 5, "127.1.1.1");
            assertThat(resolver.send(update).getRcode()).isEqualTo(Rcode.NOERROR);

            server.kill9();
            assertThat(server.isAlive()).isFalse();
            server.start();

            Message answer =
                    resolver.send(Message.newQuery(Record.newRecord(www, Type.A, DClass.IN)));
            assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
                    .isEqualTo("127.1.1.1");
        }
    }
}
