package dev.muster.sandbox.dns;

import java.security.SecureRandom;
import java.util.Base64;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/**
 * The key (hmac-sha256) that allows its holder to change a zone.
 *
 * @param name an absolute name, such as {@code muster.}
 * @param secret in base 64
 */
public record TsigKey(String name, String secret) {

    private static final int SECRET_BYTES = 32;

    public TsigKey {
        if (!name.endsWith(".")) {
            throw new IllegalArgumentException("a key's name ends with a dot, unlike " + name);
        }
    }

    /** A new key of that name. */
    public static TsigKey random(String name) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new TsigKey(name, Base64.getEncoder().encodeToString(secret));
    }

    /** What signs and verifies with this key. */
    public TSIG tsig() {
        return new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromConstantString(name),
                Base64.getDecoder().decode(secret));
    }
}
