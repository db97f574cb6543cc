package dev.muster.sandbox.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate, the service-account keys and the administrator's token of one site. */
record SiteKeys(Path directory) {

    private static final Duration VALID = Duration.ofDays(30);
    private static final int TOKEN_BYTES = 16;

    /**
     * Makes them once; a site that comes back finds its own.
     *
     * @param addresses where clients reach the API server, links included
     * @param dnsName under which clients may know it
     */
    static SiteKeys make(Path directory, List<InetAddress> addresses, String dnsName) {
        SiteKeys keys = new SiteKeys(directory);
        if (Files.exists(keys.tokens())) {
            return keys;
        }
        try {
            Files.createDirectories(directory);
            KeyPair server = keyPair();
            write(keys.serverKey(), "PRIVATE KEY", server.getPrivate().getEncoded());
            write(keys.certificate(), "CERTIFICATE", certificate(server, addresses, dnsName));
            KeyPair accounts = keyPair();
            write(keys.accountKey(), "PRIVATE KEY", accounts.getPrivate().getEncoded());
            write(keys.accountPublicKey(), "PUBLIC KEY", accounts.getPublic().getEncoded());
            byte[] token = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(token);
            Files.writeString(
                    keys.tokens(),
                    HexFormat.of().formatHex(token) + ",admin,admin,system:masters\n");
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write keys to " + directory, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the keys of a site", e);
        }
    }

    Path serverKey() {
        return directory.resolve("server.key");
    }

    Path certificate() {
        return directory.resolve("server.crt");
    }

    Path accountKey() {
        return directory.resolve("sa.key");
    }

    Path accountPublicKey() {
        return directory.resolve("sa.pub");
    }

    /** The token file of the API server. */
    Path tokens() {
        return directory.resolve("tokens.csv");
    }

    /** The administrator's token. */
    String token() {
        try {
            return Files.readString(tokens()).replaceFirst("(?s),.*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** Signs itself: whoever trusts the site trusts exactly this certificate. */
    private static byte[] certificate(KeyPair keys, List<InetAddress> addresses, String dnsName)
            throws OperatorCreationException, CertificateEncodingException, IOException {
        X500Name name = new X500Name("CN=kube-apiserver");
        Instant now = Instant.now();
        GeneralName[] names =
                Stream.concat(
                                Stream.of(new GeneralName(GeneralName.dNSName, dnsName)),
                                addresses.stream()
                                        .map(
                                                each ->
                                                        new GeneralName(
                                                                GeneralName.iPAddress,
                                                                each.getHostAddress())))
                        .toArray(GeneralName[]::new);
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(VALID)),
                        name,
                        keys.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate())))
                    .getEncoded();
        } catch (java.security.cert.CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String what, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, body, what));
    }
}
