package dev.muster.plan;

/** One PostgreSQL server of a plan's data, with the role that Muster uses on it. */
public record PostgresEndpoint(String host, int port, String database, Credential credentials) {}
