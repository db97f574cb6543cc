package dev.muster.health.adapter.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate for 127.0.0.1 and the authority that vouches for it, all in PEM.
 *
 * @param authority to be trusted
 */
record Certificates(String authority, String certificate, String key) {

    static Certificates valid(Duration from, Duration until) {
        try {
            var authority = keys();
            var server = keys();
            var now = Instant.now();
            var years = Duration.ofDays(400);
            return new Certificates(
                    pem(
                            signed(
                                    "CN=authority",
                                    authority,
                                    authority,
                                    now.minus(years),
                                    now.plus(years))),
                    pem(signed("CN=127.0.0.1", server, authority, now.plus(from), now.plus(until))),
                    pem(sec1(server)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static Object signed(
            String subject, KeyPair keys, KeyPair authority, Instant from, Instant until)
            throws OperatorCreationException, IOException {
        return new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=authority"),
                        BigInteger.valueOf(from.getEpochSecond()),
                        Date.from(from),
                        Date.from(until),
                        new X500Principal(subject),
                        keys.getPublic())
                .addExtension(
                        Extension.basicConstraints,
                        true,
                        new BasicConstraints(keys.equals(authority)))
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                .build(
                        new JcaContentSignerBuilder("SHA256withECDSA")
                                .build(authority.getPrivate()));
    }

    /** The form Go writes and so the one of most kubeconfigs (RFC 5915, curve included). */
    private static Object sec1(KeyPair keys) throws IOException {
        var info = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
        var bare = ECPrivateKey.getInstance(info.parsePrivateKey());
        var publicKey = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        var whole =
                new ECPrivateKey(
                        256,
                        bare.getKey(),
                        publicKey.getPublicKeyData(),
                        info.getPrivateKeyAlgorithm().getParameters());
        return new PemObject("EC PRIVATE KEY", whole.getEncoded());
    }

    PemKeyCertOptions options() {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(certificate))
                .addKeyValue(Buffer.buffer(key));
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
