package dev.muster.sandbox.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The records of one zone; a copy is changed and then takes the place of the original. */
final class ZoneRecords {

    private final Name origin;
    private final Map<Name, Map<Integer, List<Record>>> names = new TreeMap<>();

    ZoneRecords(Name origin) {
        this.origin = origin;
    }

    ZoneRecords copy() {
        ZoneRecords copy = new ZoneRecords(origin);
        all().forEach(copy::put);
        return copy;
    }

    Name origin() {
        return origin;
    }

    boolean covers(Name name) {
        return name.subdomain(origin);
    }

    /** All records, the SOA first. */
    List<Record> all() {
        List<Record> all = new ArrayList<>(at(origin, Type.SOA));
        names.values().stream()
                .flatMap(types -> types.values().stream())
                .flatMap(List::stream)
                .filter(each -> each.getType() != Type.SOA)
                .forEach(all::add);
        return all;
    }

    List<Record> at(Name name) {
        return types(name).values().stream().flatMap(List::stream).toList();
    }

    List<Record> at(Name name, int type) {
        return List.copyOf(types(name).getOrDefault(type, List.of()));
    }

    boolean inUse(Name name) {
        return !types(name).isEmpty();
    }

    /** Whether the name is in use or lies above one that is. */
    boolean exists(Name name) {
        return names.keySet().stream().anyMatch(each -> each.subdomain(name));
    }

    SOARecord soa() {
        List<Record> soa = at(origin, Type.SOA);
        if (soa.isEmpty()) {
            throw new IllegalStateException("zone " + origin + " has no SOA record");
        }
        return (SOARecord) soa.getFirst();
    }

    /** Adds a record; its equal is replaced, and the whole set takes its time to live. */
    void put(Record record) {
        List<Record> set = new ArrayList<>();
        for (Record each : at(record.getName(), record.getType())) {
            if (!each.equals(record)) {
                set.add(withTtl(each, record.getTTL()));
            }
        }
        set.add(record);
        names.computeIfAbsent(record.getName(), _ -> new TreeMap<>()).put(record.getType(), set);
    }

    void removeIf(Name name, Predicate<Record> unwanted) {
        Map<Integer, List<Record>> types = types(name);
        types.values().forEach(set -> set.removeIf(unwanted));
        types.values().removeIf(List::isEmpty);
        if (types.isEmpty()) {
            names.remove(name);
        }
    }

    /** Raises the serial of the zone by one (RFC 1982 arithmetic, never zero). */
    void raiseSerial() {
        SOARecord old = soa();
        long next = (old.getSerial() + 1) & 0xFFFF_FFFFL;
        SOARecord raised =
                new SOARecord(
                        origin,
                        DClass.IN,
                        old.getTTL(),
                        old.getHost(),
                        old.getAdmin(),
                        next == 0 ? 1 : next,
                        old.getRefresh(),
                        old.getRetry(),
                        old.getExpire(),
                        old.getMinimum());
        removeIf(origin, each -> each.getType() == Type.SOA);
        put(raised);
    }

    private Map<Integer, List<Record>> types(Name name) {
        return names.getOrDefault(name, Map.of());
    }

    private static Record withTtl(Record record, long ttl) {
        return record.getTTL() == ttl
                ? record
                : Record.newRecord(
                        record.getName(),
                        record.getType(),
                        record.getDClass(),
                        ttl,
                        record.rdataToWireCanonical());
    }
}
