package dev.muster.sandbox.backup;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Git's own server for the repositories of a folder, behind HTTP with a login. */
final class GitServer implements AutoCloseable {

    static final String USER = "muster";
    static final String PASSWORD = "let-me-push";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path folder;

    private GitServer(Path folder, HttpServer server) {
        this.folder = folder;
        this.server = server;
    }

    static GitServer of(Path folder) {
        try {
            var server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var git = new GitServer(folder, server);
            server.createContext("/", git::answer)
                    .setAuthenticator(
                            new BasicAuthenticator("git") {
                                @Override
                                public boolean checkCredentials(String user, String password) {
                                    return user.equals(USER) && password.equals(PASSWORD);
                                }
                            });
            server.setExecutor(git.threads);
            server.start();
            return git;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url(String repository) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + repository);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var builder = new ProcessBuilder("git", "http-backend");
            GitRepository.undisturbed(builder);
            describe(exchange, builder);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            var process = builder.start();
            threads.execute(() -> feed(exchange, process));
            try (var said = process.getInputStream()) {
                var status = headers(said, exchange);
                exchange.sendResponseHeaders(status, 0);
                said.transferTo(exchange.getResponseBody());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static void feed(HttpExchange exchange, Process process) {
        try (var in = exchange.getRequestBody();
                var out = process.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // It ended before it had read all; what it said is the answer.
            process.destroy();
        }
    }

    /** As RFC 3875 tells a program what it is asked. */
    private void describe(HttpExchange exchange, ProcessBuilder builder) {
        var environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", folder.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REMOTE_USER", exchange.getPrincipal().getUsername());
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        var asked = exchange.getRequestHeaders();
        put(environment, "CONTENT_TYPE", asked.getFirst("Content-Type"));
        put(environment, "CONTENT_LENGTH", asked.getFirst("Content-Length"));
        put(environment, "HTTP_CONTENT_ENCODING", asked.getFirst("Content-Encoding"));
        put(environment, "GIT_PROTOCOL", asked.getFirst("Git-Protocol"));
    }

    private static void put(java.util.Map<String, String> environment, String name, String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private static int headers(InputStream said, HttpExchange exchange) throws IOException {
        var status = 200;
        for (var line = line(said); !line.isEmpty(); line = line(said)) {
            var colon = line.indexOf(':');
            var name = line.substring(0, colon);
            var value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(name, value);
            }
        }
        return status;
    }

    private static String line(InputStream said) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var one = said.read(); one >= 0 && one != '\n'; one = said.read()) {
            if (one != '\r') {
                line.write(one);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
