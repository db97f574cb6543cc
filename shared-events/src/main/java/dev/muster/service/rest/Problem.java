package dev.muster.service.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that says what is wrong and how to put it right (RFC 9457). */
public final class Problem {

    /** The media type of the body. */
    public static final String FORM = "application/problem+json";

    private static final String TYPE = "https://muster.dev/problems/";

    private Problem() {}

    public static WebApplicationException of(int status, String kind, String title, String detail) {
        return of(status, kind, title, detail, Map.of());
    }

    public static WebApplicationException of(
            int status, String kind, String title, String detail, Map<String, Object> more) {
        var body = body(status, kind, title, detail);
        body.putAll(more);
        return new WebApplicationException(
                title, Response.status(status).type(FORM).entity(body).build());
    }

    /** The members of the body alone, in the order in which people read them. */
    public static Map<String, Object> body(int status, String kind, String title, String detail) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", TYPE + kind);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        return body;
    }
}
