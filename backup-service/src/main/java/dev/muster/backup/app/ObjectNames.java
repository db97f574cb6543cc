package dev.muster.backup.app;

import dev.muster.events.RunId;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import java.util.Locale;
import java.util.Map;

/** How the objects are called and labelled that Muster makes in a cluster. */
public final class ObjectNames {

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String US = "muster";
    public static final String PLAN = "muster.dev/plan";
    public static final String PROTECTION = "muster.dev/protection";
    public static final String SITE = "muster.dev/site";

    /** The annotation that names the run an object was made for. */
    public static final String RUN = "muster.dev/run";

    private static final int LONGEST = 63;

    private ObjectNames() {}

    /** The one object that a run makes, however often it is begun. */
    public static String ofRun(RunId run) {
        return bounded(run.value());
    }

    public static Map<String, String> labels(PlanId plan, String protection, SiteId site) {
        return Map.of(
                MANAGED_BY, US, PLAN, plan.value(), PROTECTION, protection, SITE, site.value());
    }

    /** What a cluster takes as a name and as a label's value alike; different texts stay so. */
    public static String bounded(String text) {
        var plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        var trimmed = plain.replaceAll("^-|-$", "");
        if (trimmed.equals(text) && text.length() <= LONGEST) {
            return text;
        }
        var end = "-" + digest(text);
        return trimmed.substring(0, Math.min(trimmed.length(), LONGEST - end.length())) + end;
    }

    /** Eight hexadecimal digits. */
    public static String digest(String text) {
        return String.format(Locale.ROOT, "%08x", text.hashCode());
    }
}
