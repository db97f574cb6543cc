package dev.muster.sandbox.postgres;

import dev.muster.sandbox.process.Command;
import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 17, primary or streaming standby, whose disk outlives {@code kill -9}.
 *
 * <p>It accepts connections from 127.0.0.0/8, replication included, with SCRAM passwords.
 */
public final class PostgresServer implements AutoCloseable {

    /** The superuser of every server of the sandbox. */
    public static final String SUPERUSER = "postgres";

    /** The superuser's password, the same in every sandbox: nothing outside can reach it. */
    public static final String PASSWORD = "muster-sandbox";

    private static final Duration UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration PROMOTE_LIMIT = Duration.ofSeconds(30);
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]*");

    private final ProcessTable table;
    private final String name;
    private final InetSocketAddress address;
    private final PostgresBinaries binaries;
    private final PostgresDisk disk;
    private @Nullable LocalProcess process;

    private PostgresServer(ProcessTable table, String name, InetSocketAddress address) {
        this.table = table;
        this.name = name;
        this.address = address;
        this.binaries = PostgresBinaries.unpacked();
        this.disk = new PostgresDisk(table.directory(name));
        table.onClose(this::releaseSharedMemory);
    }

    /** Makes an empty cluster, starts it, and returns when it answers. */
    public static PostgresServer primary(
            ProcessTable table, String name, InetSocketAddress address) {
        PostgresServer server = new PostgresServer(table, name, address);
        server.disk.initialise(table, server.binaries, PASSWORD);
        server.disk.listenOn(address);
        server.start();
        return server;
    }

    /**
     * Copies a running primary on this machine, starts the copy as its streaming standby, and
     * returns when it answers.
     *
     * @param primary the primary's address as the standby is to see it, usually that of a link
     * @param slot the physical replication slot on the primary; made when missing
     */
    public static PostgresServer standbyOf(
            ProcessTable table,
            String name,
            InetSocketAddress address,
            InetSocketAddress primary,
            String slot) {
        PostgresServer server = new PostgresServer(table, name, address);
        server.rebuildAsStandbyOf(primary, slot);
        return server;
    }

    /** Throws the data of this server away and makes it a standby; the end of a failback. */
    public void rebuildAsStandbyOf(InetSocketAddress primary, String slot) {
        requireIdentifier(slot);
        stop();
        disk.wipe();
        try (Connection connection = connect(primary, SUPERUSER, SUPERUSER, PASSWORD)) {
            BaseBackup.take(connection, slot, disk.data());
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to the primary at " + primary, e);
        }
        disk.follow(address, primary, slot, PASSWORD);
        start();
    }

    /** The folder of the server's programs, for whoever runs one of his own. */
    public static Path programs() {
        return PostgresBinaries.unpacked().home().resolve("bin");
    }

    /** What has to stand before such a program when we are root; nothing otherwise. */
    public static List<String> launcher() {
        return PostgresBinaries.launcher();
    }

    /**
     * Starts the server on its disk as what it was; does nothing while it runs.
     *
     * @throws IllegalStateException when it does not answer within a minute
     */
    public void start() {
        if (isAlive()) {
            return;
        }
        releaseSharedMemory();
        disk.unlock();
        LocalProcess started =
                table.start(
                        Command.of(
                                name,
                                disk.directory(),
                                binaries.line("postgres", "-D", disk.data().toString())));
        process = started;
        Deadline.in(UP_LIMIT)
                .untilPresent(
                        "PostgreSQL " + name + " to answer",
                        () -> {
                            if (!started.isAlive()) {
                                return false;
                            }
                            connect(SUPERUSER).close();
                            return true;
                        });
        started.requireAlive();
    }

    /** Ends it as a power cut would. */
    public void kill9() {
        if (process != null) {
            process.kill9();
        }
    }

    /** Shuts it down in order: sessions end, a checkpoint is written. */
    public void stop() {
        if (process != null) {
            process.terminate("INT", STOP_GRACE);
        }
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** The last lines of its log. */
    public String logTail() {
        return process == null ? "(never started)" : process.logTail();
    }

    /** The JDBC address of a database on this server. */
    public String jdbcUrl(String database) {
        return jdbcUrl(address, database);
    }

    /** The JDBC address of a database behind an address, such as a link to a server. */
    public static String jdbcUrl(InetSocketAddress address, String database) {
        return "jdbc:postgresql://%s:%d/%s"
                .formatted(address.getAddress().getHostAddress(), address.getPort(), database);
    }

    /** Connects to a database as the superuser, past all links. */
    public Connection connect(String database) throws SQLException {
        return connect(address, database, SUPERUSER, PASSWORD);
    }

    /** Makes a database owned by a role. */
    public void createDatabase(String database, String owner) {
        execute(
                SUPERUSER,
                "CREATE DATABASE %s OWNER %s"
                        .formatted(requireIdentifier(database), requireIdentifier(owner)));
    }

    /** Makes a role that may log in. */
    public void createRole(String role, String password) {
        execute(
                SUPERUSER,
                "CREATE ROLE %s LOGIN PASSWORD '%s'"
                        .formatted(requireIdentifier(role), password.replace("'", "''")));
    }

    /** Runs one statement as the superuser. */
    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** The first column of the answer to a query as the superuser. */
    public List<String> query(String database, String sql) {
        return query(name, address, database, sql);
    }

    /** The same, asked of whatever server listens there: one that Muster restored, for example. */
    public static List<String> query(
            String name, InetSocketAddress address, String database, String sql) {
        try (Connection connection = connect(address, database, SUPERUSER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Whether it is a standby. */
    public boolean isInRecovery() {
        return query(SUPERUSER, "SELECT pg_is_in_recovery()").equals(List.of("t"));
    }

    /** Makes a standby a primary and returns when it takes writes. */
    public void promote() {
        List<String> done =
                query(
                        SUPERUSER,
                        "SELECT pg_promote(true, %d)".formatted(PROMOTE_LIMIT.toSeconds()));
        if (!done.equals(List.of("t"))) {
            throw new IllegalStateException(
                    "%s was not promoted within %s; see its log:%n%s"
                            .formatted(name, PROMOTE_LIMIT, logTail()));
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static Connection connect(
            InetSocketAddress address, String database, String user, String password)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(jdbcUrl(address, database), properties);
    }

    private void releaseSharedMemory() {
        for (String id : disk.sharedMemory()) {
            LocalProcess.run(Duration.ofSeconds(5), List.of("ipcrm", "-m", id));
        }
    }

    private static String requireIdentifier(String text) {
        if (!IDENTIFIER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a plain identifier: " + text);
        }
        return text;
    }
}
