package dev.muster.health.adapter.rest;

import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that says what is wrong and how to put it right (RFC 9457). */
final class Problem {

    static final String FORM = "application/problem+json";
    private static final String TYPE = "https://muster.dev/problems/";

    private Problem() {}

    static Response of(int status, String kind, String title, String detail) {
        return Response.status(status).type(FORM).entity(body(status, kind, title, detail)).build();
    }

    static Map<String, Object> body(int status, String kind, String title, String detail) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", TYPE + kind);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        return body;
    }
}
