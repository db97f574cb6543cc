package dev.muster.failover.adapter.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a role needs for what Muster does, and has not; names as in docs/operate.md. */
final class Privileges {

    private Privileges() {}

    static List<String> missing(Connection connection) throws SQLException {
        var missing =
                Sql.one(
                        connection,
                        "select concat_ws('|',"
                                + lacks(
                                        "pg_has_role('pg_signal_backend', 'usage')",
                                        "pg_signal_backend")
                                + ", "
                                + lacks(
                                        "pg_has_role('pg_read_all_stats', 'usage')",
                                        "pg_read_all_stats")
                                + ", "
                                + lacks(
                                        "pg_has_role('pg_read_all_settings', 'usage')",
                                        "pg_read_all_settings")
                                + ", "
                                + lacks(
                                        "has_function_privilege('pg_promote(boolean,integer)',"
                                                + " 'execute')",
                                        "execute on pg_promote()")
                                + ", "
                                + lacks(
                                        "has_function_privilege('pg_reload_conf()', 'execute')",
                                        "execute on pg_reload_conf()")
                                + ", "
                                + lacks(
                                        "has_parameter_privilege('"
                                                + PostgresServer.READ_ONLY
                                                + "', 'alter system')",
                                        "alter system on " + PostgresServer.READ_ONLY)
                                + ")");
        return missing == null || missing.isEmpty() ? List.of() : List.of(missing.split("\\|"));
    }

    private static String lacks(String privilege, String name) {
        return "case when not " + privilege + " then '" + name + "' end";
    }
}
