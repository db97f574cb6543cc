package dev.muster.sandbox.dns;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 2136 sections 3.1 to 3.4: what a dynamic update may do to a zone, and what it answers. */
final class UpdateRules {

    private static final Set<Integer> TRANSFERS = Set.of(Type.AXFR, Type.MAILA, Type.MAILB);
    private static final Set<Integer> ONE_OF_A_KIND = Set.of(Type.CNAME, Type.SOA);

    private final ZoneRecords zone;

    UpdateRules(ZoneRecords zone) {
        this.zone = zone;
    }

    /** Section 3.1: is this about our zone at all? */
    int checkZone(Message update) {
        List<Record> zones = update.getSection(Section.ZONE);
        if (zones.size() != 1 || zones.getFirst().getType() != Type.SOA) {
            return Rcode.FORMERR;
        }
        Record named = zones.getFirst();
        boolean ours = named.getName().equals(zone.origin()) && named.getDClass() == DClass.IN;
        return ours ? Rcode.NOERROR : Rcode.NOTAUTH;
    }

    /** Section 3.2: is the zone as the sender believes? */
    int checkPrerequisites(Message update) {
        Map<RecordSet, Set<Record>> expected = new HashMap<>();
        for (Record each : update.getSection(Section.PREREQ)) {
            int code = checkPrerequisite(each, expected);
            if (code != Rcode.NOERROR) {
                return code;
            }
        }
        for (Map.Entry<RecordSet, Set<Record>> each : expected.entrySet()) {
            RecordSet set = each.getKey();
            if (!new HashSet<>(zone.at(set.name(), set.type())).equals(each.getValue())) {
                return Rcode.NXRRSET;
            }
        }
        return Rcode.NOERROR;
    }

    private int checkPrerequisite(Record record, Map<RecordSet, Set<Record>> expected) {
        Name name = record.getName();
        if (record.getTTL() != 0) {
            return Rcode.FORMERR;
        }
        if (!zone.covers(name)) {
            return Rcode.NOTZONE;
        }
        boolean anyType = record.getType() == Type.ANY;
        boolean found = anyType ? zone.inUse(name) : !zone.at(name, record.getType()).isEmpty();
        return switch (record.getDClass()) {
            case DClass.ANY -> {
                int missing = anyType ? Rcode.NXDOMAIN : Rcode.NXRRSET;
                yield hasData(record) ? Rcode.FORMERR : found ? Rcode.NOERROR : missing;
            }
            case DClass.NONE -> {
                int present = anyType ? Rcode.YXDOMAIN : Rcode.YXRRSET;
                yield hasData(record) ? Rcode.FORMERR : found ? present : Rcode.NOERROR;
            }
            case DClass.IN -> {
                expected.computeIfAbsent(
                                new RecordSet(name, record.getType()), _ -> new HashSet<>())
                        .add(record);
                yield Rcode.NOERROR;
            }
            default -> Rcode.FORMERR;
        };
    }

    /** Section 3.4.1: is every wanted change one that can be made? */
    int checkChanges(Message update) {
        for (Record each : update.getSection(Section.UPDATE)) {
            if (!zone.covers(each.getName())) {
                return Rcode.NOTZONE;
            }
            boolean transfer = TRANSFERS.contains(each.getType());
            boolean anyType = each.getType() == Type.ANY;
            boolean wellFormed =
                    switch (each.getDClass()) {
                        case DClass.IN -> !transfer && !anyType && hasData(each);
                        case DClass.ANY -> !transfer && each.getTTL() == 0 && !hasData(each);
                        case DClass.NONE -> !transfer && !anyType && each.getTTL() == 0;
                        default -> false;
                    };
            if (!wellFormed) {
                return Rcode.FORMERR;
            }
        }
        return Rcode.NOERROR;
    }

    /** Section 3.4.2: the zone after the changes, with a raised serial if anything changed. */
    ZoneRecords apply(Message update) {
        ZoneRecords changed = zone.copy();
        for (Record each : update.getSection(Section.UPDATE)) {
            switch (each.getDClass()) {
                case DClass.ANY -> deleteSets(changed, each);
                case DClass.NONE -> deleteOne(changed, each);
                default -> add(changed, each);
            }
        }
        if (!sameRecords(zone, changed) && changed.soa().getSerial() == zone.soa().getSerial()) {
            changed.raiseSerial();
        }
        return changed;
    }

    private static void add(ZoneRecords zone, Record record) {
        Name name = record.getName();
        boolean alias = record.getType() == Type.CNAME;
        boolean clash =
                zone.at(name).stream().anyMatch(each -> (each.getType() == Type.CNAME) != alias);
        if (clash || (record instanceof SOARecord soa && !isNewer(zone, soa))) {
            return;
        }
        if (ONE_OF_A_KIND.contains(record.getType())) {
            zone.removeIf(name, each -> each.getType() == record.getType());
        }
        zone.put(record);
    }

    private static boolean isNewer(ZoneRecords zone, SOARecord soa) {
        return soa.getName().equals(zone.origin())
                && (int) (soa.getSerial() - zone.soa().getSerial()) > 0;
    }

    private static void deleteSets(ZoneRecords zone, Record wanted) {
        boolean apex = wanted.getName().equals(zone.origin());
        zone.removeIf(
                wanted.getName(),
                each -> {
                    boolean named =
                            wanted.getType() == Type.ANY || wanted.getType() == each.getType();
                    boolean kept =
                            apex && (each.getType() == Type.SOA || each.getType() == Type.NS);
                    return named && !kept;
                });
    }

    private static void deleteOne(ZoneRecords zone, Record wanted) {
        Name name = wanted.getName();
        boolean lastNameServer =
                wanted.getType() == Type.NS
                        && name.equals(zone.origin())
                        && zone.at(name, Type.NS).size() == 1;
        if (wanted.getType() == Type.SOA || lastNameServer || !hasData(wanted)) {
            return;
        }
        Record same =
                Record.newRecord(
                        name, wanted.getType(), DClass.IN, 0, wanted.rdataToWireCanonical());
        zone.removeIf(name, same::equals);
    }

    private static boolean sameRecords(ZoneRecords one, ZoneRecords other) {
        return withTtl(one).equals(withTtl(other));
    }

    private static Set<String> withTtl(ZoneRecords zone) {
        Set<String> lines = new HashSet<>();
        zone.all().forEach(each -> lines.add(each.toString()));
        return lines;
    }

    private static boolean hasData(Record record) {
        return record.rdataToWireCanonical().length > 0;
    }

    private record RecordSet(Name name, int type) {}
}
