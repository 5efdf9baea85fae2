package org.hextet.resolver.dnsjava;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What an answer means: a pure function. It believes only records that the question leads to, by name and alias;
 * whatever else a server puts in is not looked at.
 */
sealed interface Reading {

    /** An answer to the question. */
    record Answered(Verdict.Lasting verdict) implements Reading {}

    /** No answer: another server is to be asked. {@code why} is for people. */
    record Useless(String why) implements Reading {}

    /** The server does not understand EDNS (RFC 6891, section 6.2.2): ask it without. */
    record WithoutEdns() implements Reading {}

    /** So many names in a row for one: more is a mistake, or malice. */
    int MAX_ALIASES = 16;

    /**
     * Reads an answer of a server, by its header and sections.
     *
     * @param asked whose name and type the answer repeats: checked before
     * @param withEdns whether the question had an OPT record
     */
    static Reading of(Message answer, Question asked, boolean withEdns) {
        int rcode = answer.getRcode();
        return switch (rcode) {
            case Rcode.NOERROR, Rcode.NXDOMAIN -> ofSections(answer, asked);
            case Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS ->
                withEdns ? new WithoutEdns() : new Useless(Rcode.string(rcode));
            default -> new Useless(Rcode.string(rcode));
        };
    }

    private static Reading ofSections(Message answer, Question asked) {
        List<Record> records = answer.getSection(Section.ANSWER);
        Set<Name> seen = new HashSet<>();
        Name at = asked.name();
        long ttl = Long.MAX_VALUE;
        while (true) {
            List<Record> found = found(records, at, asked.type());
            if (!found.isEmpty()) {
                for (Record record : found) {
                    ttl = Math.min(ttl, record.getTTL());
                }
                return new Answered(new Verdict.Found(List.copyOf(found), ttl));
            }
            Record alias = asked.type() == Type.CNAME ? null : alias(records, at);
            if (alias == null) {
                break;
            }
            if (!seen.add(at) || seen.size() > MAX_ALIASES) {
                return new Useless("a loop of aliases at " + at);
            }
            ttl = Math.min(ttl, alias.getTTL());
            try {
                at = alias instanceof CNAMERecord cname ? cname.getTarget() : at.fromDNAME((DNAMERecord) alias);
            } catch (NameTooLongException tooLong) {
                return new Useless("an alias of " + at + " that is too long");
            }
        }
        OptionalLong negative = negativeTtl(answer, at);
        long negativeTtl = Math.min(ttl, negative.orElse(0));
        if (answer.getRcode() == Rcode.NXDOMAIN) {
            return new Answered(new Verdict.NoSuchName(negativeTtl));
        }
        if (negative.isPresent()) {
            return new Answered(new Verdict.NoData(negativeTtl));
        }
        if (!at.equals(asked.name())) {
            return new Answered(new Verdict.Alias(at, ttl));
        }
        if (isReferral(answer)) {
            return new Useless("knows nothing of it, and only says who may (a lame server)");
        }
        return new Answered(new Verdict.NoData(0));
    }

    private static List<Record> found(List<Record> records, Name name, int type) {
        List<Record> found = new ArrayList<>();
        for (Record record : records) {
            if (record.getType() == type
                    && record.getDClass() == DClass.IN
                    && record.getName().equals(name)) {
                found.add(record);
            }
        }
        return found;
    }

    /** The CNAME of a name, or a DNAME above it (RFC 6672). */
    private static @Nullable Record alias(List<Record> records, Name name) {
        Record above = null;
        for (Record record : records) {
            if (record.getDClass() != DClass.IN) {
                continue;
            }
            if (record instanceof CNAMERecord && record.getName().equals(name)) {
                return record;
            }
            if (record instanceof DNAMERecord && name.subdomain(record.getName()) && !name.equals(record.getName())) {
                above = record;
            }
        }
        return above;
    }

    /** RFC 2308, section 5: the SOA's own time to live or its minimum, whichever is less. */
    private static OptionalLong negativeTtl(Message answer, Name name) {
        for (Record record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa && name.subdomain(soa.getName())) {
                return OptionalLong.of(Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return OptionalLong.empty();
    }

    /** RFC 2308, section 2.2: name servers and no SOA, of a server that neither owns the zone nor asks others. */
    private static boolean isReferral(Message answer) {
        boolean owns = answer.getHeader().getFlag(Flags.AA);
        boolean asksOthers = answer.getHeader().getFlag(Flags.RA);
        boolean namesOthers = answer.getSection(Section.AUTHORITY).stream().anyMatch(each -> each.getType() == Type.NS);
        return !owns && (namesOthers || !asksOthers);
    }
}
