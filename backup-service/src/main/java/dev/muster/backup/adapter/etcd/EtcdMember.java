package dev.muster.backup.adapter.etcd;

import dev.muster.backup.app.Trouble;
import dev.muster.plan.EtcdSnapshot;
import dev.muster.service.Secrets;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.options.GetOption;
import io.grpc.Status;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** One member of an etcd cluster. */
final class EtcdMember implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);
    private static final ByteSequence FIRST_KEY = ByteSequence.from(new byte[] {0});

    private final Client client;
    private final URI endpoint;
    private final StatusResponse status;

    private EtcdMember(Client client, URI endpoint, StatusResponse status) {
        this.client = client;
        this.endpoint = endpoint;
        this.status = status;
    }

    /** No member answers; it may again. */
    static final class Silent extends IOException {
        private static final long serialVersionUID = 1L;

        Silent(String message) {
            super(message);
        }
    }

    /**
     * A member that answers, and leads only where no other one does: a snapshot costs it reads.
     *
     * @throws Silent when none answers
     * @throws IOException when one answers and refuses, with the remedy
     */
    static EtcdMember choose(EtcdSnapshot.Cluster cluster)
            throws IOException, Secrets.Unreadable, InterruptedException {
        var silent = new ArrayList<String>();
        var leader = Optional.<EtcdMember>empty();
        for (var endpoint : cluster.endpoints()) {
            try {
                var member = at(endpoint, cluster);
                if (!member.leads()) {
                    leader.ifPresent(EtcdMember::close);
                    return member;
                }
                leader = Optional.of(member);
            } catch (Silent e) {
                silent.add(Trouble.text(e));
            }
        }
        if (leader.isPresent()) {
            return leader.get();
        }
        throw new Silent(String.join("; ", silent));
    }

    /** The member behind one address. */
    static EtcdMember at(URI endpoint, EtcdSnapshot.Cluster cluster)
            throws IOException, Secrets.Unreadable, InterruptedException {
        var client = client(endpoint, cluster);
        try {
            var status =
                    answer(
                            endpoint,
                            client.getMaintenanceClient().statusMember(endpoint.toString()));
            return new EtcdMember(client, endpoint, status);
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static Client client(URI endpoint, EtcdSnapshot.Cluster cluster)
            throws IOException, Secrets.Unreadable {
        var builder =
                Client.builder()
                        .endpoints(endpoint)
                        .connectTimeout(CONNECT)
                        .retryMaxAttempts(1)
                        .waitForReady(false);
        if (cluster.login().isPresent()) {
            var login = Secrets.login(cluster.login().get());
            builder.user(bytes(login.user())).password(bytes(login.password()));
        }
        if (cluster.tls().isPresent()) {
            secure(builder, cluster.tls().get());
        }
        return builder.build();
    }

    private static void secure(ClientBuilder builder, EtcdSnapshot.Tls tls) throws IOException {
        try {
            builder.sslContext(
                    ssl -> {
                        ssl.trustManager(Secrets.path(tls.authority()).toFile());
                        if (tls.certificate().isPresent() && tls.key().isPresent()) {
                            ssl.keyManager(
                                    Secrets.path(tls.certificate().get()).toFile(),
                                    Secrets.path(tls.key().get()).toFile());
                        }
                    });
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the certificates of the plan's etcd cannot be used: "
                            + Trouble.text(e)
                            + "; they are PEM files, the key in the form PKCS #8",
                    e);
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    private boolean leads() {
        return status.getLeader() == status.getHeader().getMemberId();
    }

    /** What it holds now. */
    KeyState state() throws IOException, InterruptedException {
        return stateAt(status.getHeader().getRevision());
    }

    /**
     * What it held at a revision.
     *
     * @throws IOException when that revision is gone or not there yet
     */
    KeyState stateAt(long revision) throws IOException, InterruptedException {
        var hash =
                answer(
                        endpoint,
                        client.getMaintenanceClient().hashKV(endpoint.toString(), revision));
        var keys =
                answer(
                        endpoint,
                        client.getKVClient()
                                .get(
                                        FIRST_KEY,
                                        GetOption.builder()
                                                .withRange(FIRST_KEY)
                                                .withCountOnly(true)
                                                .withSerializable(true)
                                                .withRevision(revision)
                                                .build()));
        return new KeyState(
                status.getVersion(),
                revision,
                hash.getCompacted(),
                hash.getHash(),
                keys.getCount());
    }

    /** The newest revision it knew when it was first asked. */
    long revision() {
        return status.getHeader().getRevision();
    }

    /**
     * Writes a snapshot; the member waits for whoever reads it.
     *
     * @param progress told how many bytes have come
     */
    void snapshot(OutputStream out, LongConsumer progress)
            throws IOException, InterruptedException {
        var come = new AtomicLong();
        var whole =
                client.getMaintenanceClient()
                        .snapshot(
                                new FilterOutputStream(out) {
                                    @Override
                                    public void write(byte[] some, int from, int length)
                                            throws IOException {
                                        out.write(some, from, length);
                                        come.addAndGet(length);
                                    }
                                });
        var before = -1L;
        var since = System.nanoTime();
        while (true) {
            try {
                whole.get(1, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                progress.accept(come.get());
                if (come.get() != before) {
                    before = come.get();
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > STANDSTILL.toNanos()) {
                    throw new Silent(endpoint + " sent nothing of its snapshot for a minute");
                }
            } catch (ExecutionException e) {
                throw trouble(endpoint, e);
            }
        }
    }

    private static <T> T answer(URI endpoint, CompletableFuture<T> asked)
            throws IOException, InterruptedException {
        try {
            return asked.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new Silent(endpoint + " does not answer");
        } catch (ExecutionException e) {
            throw trouble(endpoint, e);
        }
    }

    private static IOException trouble(URI endpoint, ExecutionException failed) {
        var cause = Optional.ofNullable(failed.getCause()).orElse(failed);
        for (var e = cause; e != null; e = e.getCause()) {
            if (e instanceof IOException io && !(e instanceof java.net.ConnectException)) {
                return io;
            }
        }
        return switch (Status.fromThrowable(cause).getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, RESOURCE_EXHAUSTED ->
                    new Silent(endpoint + " does not answer: " + Trouble.text(cause));
            case PERMISSION_DENIED ->
                    new IOException(
                            endpoint
                                    + " refuses the user: a snapshot needs one with the role root");
            case UNAUTHENTICATED, INVALID_ARGUMENT ->
                    new IOException(
                            endpoint
                                    + " refuses the login ("
                                    + Trouble.text(cause)
                                    + "): check the login of the plan's etcd");
            default -> new IOException(endpoint + ": " + Trouble.text(cause));
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
