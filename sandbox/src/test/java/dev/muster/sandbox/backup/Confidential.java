package dev.muster.sandbox.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.events.DrEvent;
import dev.muster.events.wire.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Gives values that nobody may say, and listens: to events as they are written, and to the log down
 * to the level at which a service can log at all.
 */
final class Confidential implements AutoCloseable {

    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("dev.muster.backup"), Logger.getLogger("io.fabric8"));

    private final List<String> values = new ArrayList<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final SecureRandom random = new SecureRandom();
    private final Handler listener =
            new Handler() {
                private final SimpleFormatter form = new SimpleFormatter();

                @Override
                public void publish(LogRecord line) {
                    log.add(form.format(line));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    Confidential() {
        for (var logger : LOGGERS) {
            logger.setLevel(Level.FINE);
            logger.setUseParentHandlers(false);
            logger.addHandler(listener);
        }
    }

    /** A new one. */
    String value() {
        var bytes = new byte[12];
        random.nextBytes(bytes);
        return remember("v" + HexFormat.of().formatHex(bytes));
    }

    /** A certificate that signs itself, as PEM. */
    String certificate(Instant end) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var name = new X500Name("CN=library");
            var certificate =
                    new JcaX509v3CertificateBuilder(
                                    name,
                                    new BigInteger(64, random),
                                    Date.from(end.minus(Duration.ofDays(365))),
                                    Date.from(end),
                                    name,
                                    keys.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()));
            var body =
                    Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(certificate.getEncoded());
            body.lines().forEach(this::remember);
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String remember(String value) {
        values.add(value);
        return value;
    }

    /** Fails when one of the values is in an event or in the log, in whatever form. */
    void check(List<? extends DrEvent> events) {
        for (var event : events) {
            assertThat(leaksOf(new String(EventCodec.body(event), StandardCharsets.UTF_8)))
                    .isEmpty();
            assertThat(leaksOf(event.toString())).isEmpty();
        }
        assertThat(leaksOf(logged())).isEmpty();
    }

    /** The forms of values that a text holds. */
    List<String> leaksOf(String text) {
        return values.stream().flatMap(Confidential::forms).filter(text::contains).toList();
    }

    private static Stream<String> forms(String value) {
        try {
            var bytes = value.getBytes(StandardCharsets.UTF_8);
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Stream.of(
                    value,
                    Base64.getEncoder().encodeToString(bytes),
                    HexFormat.of().formatHex(digest),
                    Base64.getEncoder().encodeToString(digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String logged() {
        return String.join("", log);
    }

    @Override
    public void close() {
        for (var logger : LOGGERS) {
            logger.removeHandler(listener);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }
}
