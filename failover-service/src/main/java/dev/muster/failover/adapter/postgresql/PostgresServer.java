package dev.muster.failover.adapter.postgresql;

import dev.muster.plan.PostgresEndpoint;
import dev.muster.service.Secrets;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One session on one PostgreSQL server, with the questions and orders that Muster has. */
final class PostgresServer implements AutoCloseable {

    static final String READ_ONLY = "default_transaction_read_only";

    /** A session that was idle and does not answer at once is not waited for. */
    private static final int ANSWER_SECONDS = 1;

    private final Connection connection;
    private final AuthorityTable authority;

    private PostgresServer(Connection connection) {
        this.connection = connection;
        this.authority = new AuthorityTable(connection);
    }

    /**
     * Logs in; at most a few seconds.
     *
     * @throws SQLException when the server does not answer or refuses the login
     */
    static PostgresServer connect(PostgresEndpoint endpoint, String as)
            throws SQLException, Secrets.Unreadable {
        return connect(endpoint, Secrets.login(endpoint.credentials()), as);
    }

    /** As {@link #connect(PostgresEndpoint, String)}, with credentials that were read before. */
    static PostgresServer connect(PostgresEndpoint endpoint, Secrets.Login login, String as)
            throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "3");
        properties.setProperty("socketTimeout", "8");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", as);
        var url =
                "jdbc:postgresql://"
                        + endpoint.host()
                        + ":"
                        + endpoint.port()
                        + "/"
                        + endpoint.database();
        var server = new PostgresServer(DriverManager.getConnection(url, properties));
        server.run("set statement_timeout = '6s'");
        server.run("set default_transaction_read_only = off");
        return server;
    }

    /** What the role of this session would need and has not; names as in docs/operate.md. */
    List<String> missingPrivileges() throws SQLException {
        return Privileges.missing(connection);
    }

    /** Whether the session still leads to a server that speaks. */
    boolean answers() throws SQLException {
        return connection.isValid(ANSWER_SECONDS);
    }

    /** Who holds the authority over a plan, as this server has seen it. */
    AuthorityTable authority() {
        return authority;
    }

    /** Whether closing this session may give something free that others wait for. */
    boolean mayHoldLocks() {
        return authority.mayHoldLocks();
    }

    boolean inRecovery() throws SQLException {
        return "t".equals(one("select pg_is_in_recovery()"));
    }

    /** What a new session gets, whatever this one has set for itself. */
    boolean readOnlyForOthers() throws SQLException {
        return "on"
                .equals(
                        one(
                                "select coalesce((select reset_val from pg_settings where name = '"
                                        + READ_ONLY
                                        + "'), 'off')"));
    }

    /** What the server will start with. */
    boolean startsReadOnly() throws SQLException {
        var last =
                one(
                        "select setting from pg_file_settings where name = '"
                                + READ_ONLY
                                + "' order by seqno desc limit 1");
        return "on".equals(last) || "true".equals(last);
    }

    /** New sessions write nothing, now and after a restart; those that are open are ended. */
    void stopWrites() throws SQLException {
        // Under a guard the disk says so already, and a disk that is full must not keep the fence
        // up.
        if (!startsReadOnly()) {
            run("alter system set " + READ_ONLY + " = 'on'");
        }
        one("select pg_reload_conf()");
    }

    /** Ends the sessions that could have been opened before new ones became read-only. */
    int endOtherSessions() throws SQLException {
        var count =
                one(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where"
                                + " backend_type = 'client backend' and datname ="
                                + " current_database() and application_name not like 'muster%' and"
                                + " pid <> pg_backend_pid()");
        return count == null ? 0 : Integer.parseInt(count);
    }

    /** Sessions that began before the given instant of the server's clock. */
    long othersOlderThan(String instant) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "select count(*) from pg_stat_activity where backend_type = 'client"
                                + " backend' and datname = current_database() and application_name not"
                                + " like 'muster%' and pid <> pg_backend_pid() and backend_start <"
                                + " ?::timestamptz")) {
            statement.setString(1, instant);
            var count = Sql.single(statement);
            return count == null ? 0 : Long.parseLong(count);
        }
    }

    String clock() throws SQLException {
        var now = one("select clock_timestamp()::text");
        return now == null ? "" : now;
    }

    /** New sessions may write. */
    void allowWrites() throws SQLException {
        run("alter system set " + READ_ONLY + " = 'off'");
        one("select pg_reload_conf()");
    }

    /** The next start of the server is read-only; what runs now goes on. */
    void startReadOnlyNextTime() throws SQLException {
        run("alter system set " + READ_ONLY + " = 'on'");
    }

    /** Where a primary has written to. */
    String writtenTo() throws SQLException {
        var position = one("select pg_current_wal_insert_lsn()::text");
        return position == null ? "" : position;
    }

    /** Where a standby has replayed to. */
    String replayedTo() throws SQLException {
        var position = one("select pg_last_wal_replay_lsn()::text");
        return position == null ? "" : position;
    }

    boolean hasReplayed(String position) throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        "select coalesce(pg_last_wal_replay_lsn() >= ?::pg_lsn, false)")) {
            statement.setString(1, position);
            return "t".equals(Sql.single(statement));
        }
    }

    boolean hasReplayedAllItReceived() throws SQLException {
        return "t"
                .equals(
                        one(
                                "select coalesce(pg_last_wal_replay_lsn() >="
                                        + " pg_last_wal_receive_lsn(), true)"));
    }

    /** When the last transaction that was replayed had been committed, by the primary's clock. */
    Optional<Instant> lastReplayedAt() throws SQLException {
        var micros =
                one("select (extract(epoch from pg_last_xact_replay_timestamp())*1000000)::bigint");
        return Optional.ofNullable(micros)
                .map(Long::parseLong)
                .map(us -> Instant.EPOCH.plusNanos(us * 1000));
    }

    void promote() throws SQLException {
        one("select pg_promote(true, 5)");
    }

    /** The timeline on which a primary writes. */
    long timeline() throws SQLException {
        var file = one("select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)");
        return file == null ? 0 : Long.parseLong(file, 16);
    }

    /** The first number a query gives. */
    Optional<Long> number(String query) throws SQLException {
        run("set default_transaction_read_only = on");
        return Optional.ofNullable(one(query)).map(text -> new BigDecimal(text).longValue());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a connection that cannot even be closed", e);
        }
    }

    private void run(String statement) throws SQLException {
        Sql.run(connection, statement);
    }

    private @Nullable String one(String query) throws SQLException {
        return Sql.one(connection, query);
    }
}
