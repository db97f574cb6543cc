package dev.muster.failover.adapter.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that says what is wrong and how to put it right (RFC 9457). */
final class Problem {

    private static final String TYPE = "https://muster.dev/problems/";

    private Problem() {}

    static WebApplicationException of(int status, String kind, String title, String detail) {
        return of(status, kind, title, detail, Map.of());
    }

    static WebApplicationException of(
            int status, String kind, String title, String detail, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", TYPE + kind);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.putAll(more);
        return new WebApplicationException(
                title,
                Response.status(status).type("application/problem+json").entity(body).build());
    }
}
