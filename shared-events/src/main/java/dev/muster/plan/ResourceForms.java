package dev.muster.plan;

import dev.muster.plan.ResourceBackup.Method;
import dev.muster.plan.ResourceBackup.ResticBackend;
import dev.muster.plan.ResourceBackup.SecretKey;
import dev.muster.plan.ResourceBackup.What;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The forms of the backups that operators inside the cluster take. */
final class ResourceForms {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL = Duration.ofHours(1);
    private static final String LONGHORN = "longhorn-system";

    private static final Form<SecretKey> SECRET_KEY =
            Form.mapping(
                    "{name: n, key: k}",
                    f -> new SecretKey(f.one("name", Forms.TEXT), f.one("key", Forms.TEXT)));

    private static final Form<ResticBackend> BACKEND =
            Form.mapping(
                    "{endpoint, bucket, accessKey, secretKey, password}",
                    f ->
                            new ResticBackend(
                                    f.one("endpoint", AddressForms.URL).toString(),
                                    f.one("bucket", Forms.TEXT),
                                    f.one("accessKey", SECRET_KEY),
                                    f.one("secretKey", SECRET_KEY),
                                    f.one("password", SECRET_KEY)));

    /** By the field that holds each. */
    static final Map<String, Form<OwnEngine>> ALL = all();

    private ResourceForms() {}

    private static Map<String, Form<OwnEngine>> all() {
        var all = new LinkedHashMap<String, Form<OwnEngine>>();
        all.put(
                "k8up",
                form(
                        "{namespace, every, retention}",
                        f -> new What.K8up(f.maybe("backend", BACKEND))));
        all.put(
                "csiSnapshot",
                form(
                        "{namespace, claim, every, retention}",
                        f ->
                                new What.CsiSnapshot(
                                        f.one("claim", NameForms.LABEL),
                                        f.maybe("class", NameForms.LABEL))));
        all.put(
                "longhorn",
                form(
                        "{volume, every, retention}",
                        f ->
                                new What.Longhorn(
                                        f.one("volume", NameForms.LABEL),
                                        f.or(
                                                        "mode",
                                                        Forms.word("incremental", "full"),
                                                        "incremental")
                                                .equals("full"))));
        all.put(
                "cloudNativePg",
                form(
                        "{namespace, cluster, every, retention}",
                        f ->
                                new What.CloudNativePg(
                                        f.one("cluster", NameForms.LABEL),
                                        f.or("method", Forms.choice(Method.class), Method.PLUGIN),
                                        f.or(
                                                        "target",
                                                        Forms.word("preferStandby", "primary"),
                                                        "preferStandby")
                                                .equals("preferStandby"))));
        all.put(
                "cronJob",
                form(
                        "{namespace, name, every, retention}",
                        f -> new What.FromCronJob(f.one("name", NameForms.LABEL))));
        return all;
    }

    private static Form<OwnEngine> form(String wanted, Function<Fields, What> what) {
        return Form.mapping(
                wanted,
                f -> {
                    var asked = what.apply(f);
                    return new ResourceBackup(
                            asked,
                            asked instanceof What.Longhorn
                                    ? f.or("namespace", NameForms.LABEL, LONGHORN)
                                    : f.one("namespace", NameForms.LABEL),
                            f.one("every", OwnEngineForms.EVERY),
                            f.one("retention", OwnEngineForms.RETENTION),
                            f.or("deadline", Forms.span(SHORTEST, LONGEST), USUAL));
                });
    }

    /** The field that holds it in a plan. */
    static String field(What what) {
        return switch (what) {
            case What.K8up _ -> "k8up";
            case What.CsiSnapshot _ -> "csiSnapshot";
            case What.Longhorn _ -> "longhorn";
            case What.CloudNativePg _ -> "cloudNativePg";
            case What.FromCronJob _ -> "cronJob";
        };
    }
}
