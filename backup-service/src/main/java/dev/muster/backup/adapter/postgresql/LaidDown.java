package dev.muster.backup.adapter.postgresql;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A base that lies in a folder of this machine, ready to be started. */
final class LaidDown {

    private static final JsonMapper JSON = new JsonMapper();

    /** A zone by its name, even Z, is refused there. */
    private static final DateTimeFormatter SQL_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private LaidDown() {}

    /** What lies in a folder. */
    record Marker(String plan, String protection, String point, int port, String cause) {
        boolean is(Wanted wanted) {
            return plan.equals(wanted.plan().value())
                    && protection.equals(wanted.protection())
                    && cause.equals(wanted.cause());
        }
    }

    /** What lies there already, if it was laid down by us. */
    static Optional<Marker> find(Wanted wanted) throws IOException {
        return Files.exists(wanted.marker()) && Files.isDirectory(wanted.directory())
                ? Optional.of(JSON.readValue(wanted.marker().toFile(), Marker.class))
                : Optional.empty();
    }

    /** Gives the draft its name: from here on it is there. */
    static void commit(Wanted wanted, Manifest manifest, String listen) throws IOException {
        configure(wanted, manifest, listen);
        Files.move(wanted.draft(), wanted.directory());
        JSON.writeValue(
                wanted.marker().toFile(),
                new Marker(
                        wanted.plan().value(),
                        wanted.protection(),
                        wanted.base().id().value(),
                        wanted.port(),
                        wanted.cause()));
    }

    /** As a standby that takes its log from the spool, and never from its old primary. */
    private static void configure(Wanted wanted, Manifest manifest, String listen)
            throws IOException {
        var settings = new TreeMap<>(manifest.settings());
        settings.put("listen_addresses", listen);
        settings.put("port", Integer.toString(wanted.port()));
        settings.put("unix_socket_directories", "");
        settings.put("archive_mode", "off");
        settings.put("hot_standby", "on");
        settings.put("primary_conninfo", "");
        settings.put("primary_slot_name", "");
        settings.put("default_transaction_read_only", "off");
        settings.put("ssl", "off");
        settings.put("wal_retrieve_retry_interval", "200ms");
        settings.put("recovery_target_timeline", "latest");
        if (wanted.replay()) {
            var spool = wanted.spool().toString().replace("%", "%%");
            settings.put(
                    "restore_command",
                    // A history is asked for more than once.
                    "test -f \""
                            + spool
                            + "/%f\" && case \"%f\" in *.history) cp \""
                            + spool
                            + "/%f\" \"%p\";; *) mv \""
                            + spool
                            + "/%f\" \"%p\";; esac");
        }
        wanted.upTo()
                .ifPresent(
                        at -> {
                            settings.put("recovery_target_time", SQL_TIME.format(at));
                            settings.put("recovery_target_action", "promote");
                        });
        var draft = wanted.draft();
        append(draft.resolve("postgresql.auto.conf"), lines(settings));
        if (Files.notExists(draft.resolve("postgresql.conf"))) {
            append(draft.resolve("postgresql.conf"), List.of("# laid down by Muster"));
        }
        if (Files.notExists(draft.resolve("pg_hba.conf"))) {
            append(
                    draft.resolve("pg_hba.conf"),
                    List.of(
                            "host all all 0.0.0.0/0 scram-sha-256",
                            "host all all ::/0 scram-sha-256"));
        }
        if (Files.notExists(draft.resolve("pg_ident.conf"))) {
            append(draft.resolve("pg_ident.conf"), List.of("# none"));
        }
        append(draft.resolve("standby.signal"), List.of());
    }

    private static List<String> lines(Map<String, String> settings) {
        var lines = new ArrayList<String>();
        settings.forEach(
                (name, value) -> lines.add(name + " = '" + value.replace("'", "''") + "'"));
        return lines;
    }

    private static void append(Path file, List<String> lines) throws IOException {
        Files.write(
                file,
                lines,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
    }
}
