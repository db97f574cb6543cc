package dev.muster.sandbox.objectstore;

import dev.muster.sandbox.process.Deadline;
import dev.muster.sandbox.process.LocalProcess;
import dev.muster.sandbox.process.ProcessTable;
import dev.muster.sandbox.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server on a folder, in a process of its own, whose objects outlive {@code kill -9}.
 *
 * <p>An object is a file of {@link #folder(String)} and can be truncated or damaged there.
 */
public final class ObjectStore implements AutoCloseable {

    /** The access key of every store of the sandbox. */
    public static final String ACCESS_KEY = "muster";

    /** Its secret, the same in every sandbox: nothing outside can reach the store. */
    public static final String SECRET_KEY = "muster-sandbox";

    /** Where every store of the sandbox says it is. */
    public static final String REGION = "us-east-1";

    private static final Duration UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final ProcessTable table;
    private final String name;
    private final InetSocketAddress address;
    private final StoreProgram program;
    private final Path directory;
    private @Nullable LocalProcess process;

    private ObjectStore(
            ProcessTable table, String name, InetSocketAddress address, StoreProgram program) {
        this.table = table;
        this.name = name;
        this.address = address;
        this.program = program;
        this.directory = table.directory(name);
    }

    /** Starts the best server that this machine has and returns when it answers. */
    public static ObjectStore start(ProcessTable table, String name, InetSocketAddress address) {
        return Programs.find(VersityGateway.PROGRAM).isPresent()
                ? startVersity(table, name, address)
                : startS3Proxy(table, name, address);
    }

    /**
     * Starts a server that knows versions and object lock.
     *
     * @throws IllegalStateException when this machine has none
     */
    public static ObjectStore startVersity(
            ProcessTable table, String name, InetSocketAddress address) {
        return started(
                new ObjectStore(
                        table,
                        name,
                        address,
                        new VersityGateway(Programs.require(VersityGateway.PROGRAM))));
    }

    /** Starts the server that every build brings along. */
    public static ObjectStore startS3Proxy(
            ProcessTable table, String name, InetSocketAddress address) {
        return started(new ObjectStore(table, name, address, S3Proxy.built()));
    }

    private static ObjectStore started(ObjectStore store) {
        try {
            Files.createDirectories(StoreProgram.buckets(store.directory));
            Files.createDirectories(store.directory.resolve("versions"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.start();
        return store;
    }

    /**
     * Starts it again on its folder and returns when it answers; does nothing while it runs.
     *
     * @throws IllegalStateException when it does not answer within a minute
     */
    public void start() {
        if (isAlive()) {
            return;
        }
        LocalProcess started = table.start(program.command(name, directory, address));
        process = started;
        try (S3Client client = client()) {
            Deadline.in(UP_LIMIT)
                    .untilPresent(
                            "the object store " + name + " to answer",
                            () -> {
                                if (!started.isAlive()) {
                                    return false;
                                }
                                client.listBuckets();
                                return true;
                            });
        }
        started.requireAlive();
    }

    /** Ends it as a power cut would. */
    public void kill9() {
        if (process != null) {
            process.kill9();
        }
    }

    /** Shuts it down in order. */
    public void stop() {
        if (process != null) {
            process.terminate(STOP_GRACE);
        }
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** What it is: {@code versitygw} or {@code s3proxy}. */
    public String kind() {
        return program.kind();
    }

    /** Its process id. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process.pid();
    }

    /** The last lines of its log. */
    public String logTail() {
        return process == null ? "(never started)" : process.logTail();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Where it is reached past all links. */
    public URI endpoint() {
        return endpoint(address);
    }

    /** Where a store is reached through a link at that address. */
    public static URI endpoint(InetSocketAddress through) {
        return URI.create(
                "http://%s:%d".formatted(through.getAddress().getHostAddress(), through.getPort()));
    }

    /** The folder of a bucket, with a file for each object under its key. */
    public Path folder(String bucket) {
        return StoreProgram.buckets(directory).resolve(bucket);
    }

    /** Makes a bucket. */
    public void createBucket(String bucket) {
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(bucket));
        }
    }

    /** Makes a bucket that keeps versions and lets them be locked; s3proxy refuses. */
    public void createLockingBucket(String bucket) {
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
        }
    }

    /** A new client past all links; its user closes it. */
    public S3Client client() {
        return client(endpoint());
    }

    /**
     * A new client of a store of the sandbox at that endpoint, usually that of a link.
     *
     * <p>It tries again by itself, as S3Proxy needs: that one leaves the checksum behind a stream
     * unread, and its next answer may be a closed connection.
     */
    public static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT_LIMIT)
                                .socketTimeout(ANSWER_LIMIT))
                .build();
    }

    @Override
    public void close() {
        kill9();
    }
}
