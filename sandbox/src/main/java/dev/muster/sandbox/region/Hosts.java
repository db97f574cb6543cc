package dev.muster.sandbox.region;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one place takes the names of the sites for: a file as {@code /etc/hosts}, read by the Java
 * processes there. So one place can have its own ways to the others, which can be cut.
 */
final class Hosts {

    private final Map<String, InetAddress> addresses = new LinkedHashMap<>();

    Hosts with(String name, InetAddress address) {
        addresses.put(name, address);
        return this;
    }

    Hosts with(Hosts others) {
        addresses.putAll(others.addresses);
        return this;
    }

    /** The flag for a Java process that lives there. */
    String flag(Path file) {
        try {
            Files.writeString(
                    file,
                    "127.0.0.1 localhost\n"
                            + addresses.entrySet().stream()
                                    .map(
                                            e ->
                                                    e.getValue().getHostAddress()
                                                            + " "
                                                            + e.getKey()
                                                            + "\n")
                                    .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return "-Djdk.net.hosts.file=" + file;
    }
}
