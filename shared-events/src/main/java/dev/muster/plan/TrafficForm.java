package dev.muster.plan;

import dev.muster.plan.RecoveryPlan.DnsProvider;
import dev.muster.plan.RecoveryPlan.DnsRecord;
import dev.muster.plan.RecoveryPlan.Traffic;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The form of one name by which users reach the application. */
final class TrafficForm {

    static final Duration DEFAULT_TTL = Duration.ofSeconds(30);

    private TrafficForm() {}

    static Form<Traffic> of(PlanSites sites) {
        return Form.mapping(
                "{name, dns, record, targets}",
                f -> {
                    var record = f.one("record", RECORD);
                    return new Traffic(
                            f.one("name", NameForms.LABEL),
                            f.one("dns", PROVIDER),
                            record,
                            f.or("url", AddressForms.URL, urlOf(record)),
                            f.one("targets", targets(sites, record.type())),
                            f.list("resolvers", AddressForms.SERVER));
                });
    }

    private static final Form<DnsProvider> PROVIDER =
            Form.mapping(
                    "{provider: rfc2136, server, zone, tsig}",
                    f -> {
                        f.one("provider", Forms.word("rfc2136"));
                        return new DnsProvider(
                                f.one("server", AddressForms.SERVER),
                                f.one("zone", AddressForms.ABSOLUTE_NAME),
                                f.one("tsig", CredentialForm.CREDENTIAL));
                    });

    private static final Form<DnsRecord> RECORD =
            Form.mapping(
                    "{name: shop.example.org., type: A, ttl: 30s}",
                    f ->
                            new DnsRecord(
                                    f.one("name", AddressForms.ABSOLUTE_NAME),
                                    f.or("type", Forms.word("A", "AAAA", "CNAME"), "A"),
                                    f.or(
                                            "ttl",
                                            Forms.span(Duration.ofSeconds(1), Duration.ofDays(7)),
                                            DEFAULT_TTL)));

    private static Form<Map<SiteId, List<String>>> targets(PlanSites sites, String type) {
        return Form.mapping(
                "a list of addresses for each site",
                f -> f.bySite(sites.named(), Forms.someOf(target(type))));
    }

    private static Form<String> target(String type) {
        return switch (type) {
            case "AAAA" -> AddressForms.target("an IPv6 address", AddressForms::isIpv6);
            case "CNAME" -> AddressForms.ABSOLUTE_NAME;
            default -> AddressForms.target("an IPv4 address", AddressForms::isIpv4);
        };
    }

    private static URI urlOf(DnsRecord record) {
        var name = record.name().replaceFirst("\\.$", "").replaceFirst("^\\*\\.", "");
        return URI.create("https://" + name + "/");
    }
}
