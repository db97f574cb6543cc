package dev.muster.sandbox.bench.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Alerts as Alertmanager posts them, each told apart by a number that is both its fingerprint and
 * its instance: the run, the source it came from and its place among those of the source.
 */
final class Alerts {

    static final String STARTS_AT = "2026-01-01T00:00:00Z";

    private static final int SINGLE_BYTES = 1024;
    private static final int DIGITS = 16;
    private static final int RUN_SHIFT = 48;
    private static final int SOURCE_SHIFT = 32;
    private static final long PLACE = 0xffffffffL;
    private static final long SOURCE = 0xffffL;
    private static final String UNKNOWN = "0".repeat(DIGITS);
    private static final HexFormat HEX = HexFormat.of();

    private Alerts() {}

    static long number(int run, int source, int place) {
        return (long) run << RUN_SHIFT | (long) source << SOURCE_SHIFT | place;
    }

    static int run(long number) {
        return (int) (number >>> RUN_SHIFT);
    }

    static int source(long number) {
        return (int) (number >>> SOURCE_SHIFT & SOURCE);
    }

    static int place(long number) {
        return (int) (number & PLACE);
    }

    static String text(long number) {
        return HEX.toHexDigits(number);
    }

    /** One alert of about 290 bytes, as in a group. */
    private static String grouped(long number) {
        return """
        {"status":"firing","labels":{"alertname":"A%d","cluster":"c1","instance":"%s",\
        "severity":"critical"},"annotations":{"summary":"not answering"},\
        "startsAt":"%s","endsAt":"0001-01-01T00:00:00Z",\
        "generatorURL":"http://prometheus:9090/graph?g0.expr=up","fingerprint":"%2$s"}\
        """
                .formatted(source(number), text(number), STARTS_AT);
    }

    private static String group(String alerts) {
        return """
        {"receiver":"muster","status":"firing","alerts":[%s],"groupLabels":{},\
        "commonLabels":{"cluster":"c1"},"commonAnnotations":{},\
        "externalURL":"http://alertmanager:9093","version":"4","groupKey":"{}:{}",\
        "truncatedAlerts":0}\
        """
                .formatted(alerts);
    }

    /** A webhook body with so many alerts of one source. */
    static byte[] webhook(int run, int source, int count) {
        return bytes(
                group(
                        IntStream.range(0, count)
                                .mapToObj(place -> grouped(number(run, source, place)))
                                .collect(Collectors.joining(","))));
    }

    /** The same alerts as Prometheus posts them to Alertmanager. */
    static byte[] toAlertmanager(int run, int source, int count) {
        return bytes(
                IntStream.range(0, count)
                        .mapToObj(place -> number(run, source, place))
                        .map(
                                number ->
                                        """
                                        {"labels":{"alertname":"A%d","cluster":"c1",\
                                        "instance":"%s","severity":"critical"},\
                                        "annotations":{"summary":"not answering"},\
                                        "startsAt":"%s",\
                                        "generatorURL":"http://prometheus:9090/graph?g0.expr=up"}\
                                        """
                                                .formatted(source(number), text(number), STARTS_AT))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    /** A request of one alert in 1 KiB, whose number is written into it before each use. */
    static final class Single {
        private final byte[] request;
        private final int instance;
        private final int fingerprint;

        Single(HttpRequest form) {
            var body = group(grouped(0).replace("not answering", "not answering§"));
            var padding = SINGLE_BYTES - body.length() + 1;
            this.request = form.bytes(bytes(body.replace("§", " ".repeat(padding))));
            var text = new String(request, StandardCharsets.UTF_8);
            this.instance = text.indexOf(UNKNOWN);
            this.fingerprint = text.lastIndexOf(UNKNOWN);
        }

        ByteBuffer with(long number) {
            for (var digit = 0; digit < DIGITS; digit++) {
                var nibble = (int) (number >>> (4 * (DIGITS - 1 - digit))) & 0xf;
                var character = (byte) Character.forDigit(nibble, DIGITS);
                request[instance + digit] = character;
                request[fingerprint + digit] = character;
            }
            return ByteBuffer.wrap(request);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
