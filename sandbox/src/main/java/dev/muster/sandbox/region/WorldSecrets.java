package dev.muster.sandbox.region;

import dev.muster.sandbox.dns.TsigKey;
import dev.muster.sandbox.objectstore.ObjectStore;
import dev.muster.sandbox.postgres.PostgresServer;
import dev.muster.sandbox.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What only those know who belong to a world: one file each. */
record WorldSecrets(Path folder, TsigKey key) {

    private static final String WEBHOOK_TOKEN = "sandbox-alertmanager";

    /** Writes all of them down. */
    static WorldSecrets write(ProcessTable table) {
        var secrets = new WorldSecrets(table.directory("secrets"), TsigKey.random("muster."));
        secrets.write("webhook-token", WEBHOOK_TOKEN);
        secrets.write("access", "demo operator,approver " + World.OPERATOR_TOKEN + "\n");
        secrets.write("postgres", PostgresServer.SUPERUSER + ":" + PostgresServer.PASSWORD);
        secrets.write("s3", ObjectStore.ACCESS_KEY + ":" + ObjectStore.SECRET_KEY);
        secrets.write(
                "tsig",
                "key \"%s\" { algorithm hmac-sha256; secret \"%s\"; };\n"
                        .formatted(secrets.key.name(), secrets.key.secret()));
        return secrets;
    }

    /** What every service is told of them. */
    Map<String, String> environment() {
        return Map.of(
                "MUSTER_ACCESS_TOKENS_FILE",
                file("access").toString(),
                "MUSTER_HEALTH_WEBHOOK_TOKEN_FILE",
                file("webhook-token").toString());
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The token with which Alertmanager may post. */
    String webhookToken() {
        return WEBHOOK_TOKEN;
    }

    private void write(String name, String text) {
        try {
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(name), e);
        }
    }
}
