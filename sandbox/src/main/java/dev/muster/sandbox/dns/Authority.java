package dev.muster.sandbox.dns;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/** One zone with its key: turns a request into a response, one update at a time. */
final class Authority {

    private static final Logger LOG = LoggerFactory.getLogger(Authority.class);
    private static final int PLAIN_UDP = 512;
    private static final int LARGEST_UDP = 1232;
    private static final int LONGEST_CHAIN = 8;

    private final ZoneFile file;
    private final TsigKey key;
    private volatile ZoneRecords zone;

    Authority(ZoneRecords zone, ZoneFile file, TsigKey key) {
        this.zone = zone;
        this.file = file;
        this.key = key;
    }

    ZoneRecords zone() {
        return zone;
    }

    /** The response, or null when the request deserves none. */
    byte @Nullable [] respond(byte[] request, boolean datagram) {
        Message query;
        try {
            query = new Message(request);
        } catch (IOException e) {
            return formatError(request);
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            return null;
        }
        Message response = answerTo(query);
        TSIGRecord signature = query.getTSIG();
        if (signature != null) {
            int error = verify(query, request, signature);
            if (error == Rcode.NOERROR) {
                fill(query, response, true);
            } else {
                response.getHeader().setRcode(Rcode.NOTAUTH);
            }
            response.setTSIG(signer(signature, error), error, signature);
        } else {
            fill(query, response, false);
        }
        return response.toWire(datagram ? datagramSize(query) : Message.MAXLENGTH);
    }

    private int verify(Message query, byte[] request, TSIGRecord signature) {
        if (!signature.getName().equals(Name.fromConstantString(key.name()))
                || !signature.getAlgorithm().equals(TSIG.HMAC_SHA256)) {
            return Rcode.BADKEY;
        }
        return key.tsig().verify(query, request, null);
    }

    /**
     * A key we do not know cannot sign; the response then only repeats its name (RFC 8945 5.2.1).
     */
    private TSIG signer(TSIGRecord signature, int error) {
        return error == Rcode.BADKEY
                ? new TSIG(TSIG.HMAC_SHA256, signature.getName(), new byte[1])
                : key.tsig();
    }

    private void fill(Message query, Message response, boolean signed) {
        int code =
                switch (query.getHeader().getOpcode()) {
                    case Opcode.QUERY -> lookUp(query, response);
                    case Opcode.UPDATE -> update(query, signed);
                    default -> Rcode.NOTIMP;
                };
        response.getHeader().setRcode(code);
    }

    private synchronized int update(Message update, boolean signed) {
        UpdateRules rules = new UpdateRules(zone);
        int code = rules.checkZone(update);
        if (code == Rcode.NOERROR && !signed) {
            code = Rcode.REFUSED;
        }
        if (code == Rcode.NOERROR) {
            code = rules.checkPrerequisites(update);
        }
        if (code == Rcode.NOERROR) {
            code = rules.checkChanges(update);
        }
        return code == Rcode.NOERROR ? store(rules.apply(update)) : code;
    }

    private int store(ZoneRecords changed) {
        try {
            file.write(changed);
            zone = changed;
            return Rcode.NOERROR;
        } catch (IOException e) {
            LOG.error("cannot write {}; the zone stays as it was", file.path(), e);
            return Rcode.SERVFAIL;
        }
    }

    private int lookUp(Message query, Message response) {
        Record question = query.getQuestion();
        if (question == null) {
            return Rcode.FORMERR;
        }
        ZoneRecords now = zone;
        Name name = question.getName();
        int type = question.getType();
        if (!now.covers(name) || question.getDClass() != DClass.IN || type == Type.AXFR) {
            return Rcode.REFUSED;
        }
        response.getHeader().setFlag(Flags.AA);
        for (int link = 0; link < LONGEST_CHAIN; link++) {
            List<Record> found = type == Type.ANY ? now.at(name) : now.at(name, type);
            List<Record> alias = now.at(name, Type.CNAME);
            if (!found.isEmpty() || alias.isEmpty()) {
                found.forEach(each -> response.addRecord(each, Section.ANSWER));
                boolean exists = now.exists(name);
                if (found.isEmpty()) {
                    response.addRecord(now.soa(), Section.AUTHORITY);
                }
                return exists ? Rcode.NOERROR : Rcode.NXDOMAIN;
            }
            response.addRecord(alias.getFirst(), Section.ANSWER);
            name = ((CNAMERecord) alias.getFirst()).getTarget();
            if (!now.covers(name)) {
                return Rcode.NOERROR;
            }
        }
        return Rcode.SERVFAIL;
    }

    private static Message answerTo(Message query) {
        Message response = new Message(query.getHeader().getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        query.getSection(Section.QUESTION)
                .forEach(each -> response.addRecord(each, Section.QUESTION));
        if (query.getOPT() != null) {
            response.addRecord(new OPTRecord(LARGEST_UDP, 0, 0), Section.ADDITIONAL);
        }
        return response;
    }

    private static int datagramSize(Message query) {
        OPTRecord opt = query.getOPT();
        return opt == null ? PLAIN_UDP : Math.clamp(opt.getPayloadSize(), PLAIN_UDP, LARGEST_UDP);
    }

    private static byte @Nullable [] formatError(byte[] request) {
        try {
            Header header = new Header(request);
            if (header.getFlag(Flags.QR)) {
                return null;
            }
            Message response = new Message(header.getID());
            response.getHeader().setOpcode(header.getOpcode());
            response.getHeader().setFlag(Flags.QR);
            response.getHeader().setRcode(Rcode.FORMERR);
            return response.toWire();
        } catch (IOException tooShort) {
            return null;
        }
    }
}
