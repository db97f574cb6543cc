package dev.muster.sandbox.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** The zone on disk, in the common master file format. */
record ZoneFile(Path path) {

    private static final long DEFAULT_TTL = 30;

    ZoneRecords read(Name origin) throws IOException {
        ZoneRecords zone = new ZoneRecords(origin);
        try (Master master = new Master(path.toString(), origin, DEFAULT_TTL)) {
            for (Record each = master.nextRecord(); each != null; each = master.nextRecord()) {
                zone.put(each);
            }
        }
        return zone;
    }

    /** Replaces the file in one step. */
    void write(ZoneRecords zone) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".draft");
        Files.writeString(
                draft,
                zone.all().stream()
                        .map(Record::toString)
                        .collect(Collectors.joining("\n", "", "\n")));
        Files.move(
                draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
