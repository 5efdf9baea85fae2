package org.hextet.resolver.dnsjava;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.api.DnsRecord;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Records of dnsjava as those of the api. */
final class RecordText {

    private RecordText() {}

    static DnsRecord of(Record record, long ttlSeconds) {
        return new DnsRecord(
                name(record.getName()), Type.string(record.getType()), ttlSeconds, data(record), content(record));
    }

    /** As in a master file, and as dig prints it: addresses as RFC 5952, parameters as RFC 9460, section 2.1. */
    private static String data(Record record) {
        if (record instanceof AAAARecord ipv6) {
            return IpAddress.of(ipv6.rdataToWireCanonical()).toString();
        }
        if (!(record instanceof SVCBBase svcb)) {
            return record.rdataToString();
        }
        StringBuilder text = new StringBuilder();
        text.append(svcb.getSvcPriority()).append(' ').append(svcb.getTargetName());
        for (int key : svcb.getSvcParamKeys()) {
            String value = value(svcb.getSvcParamValue(key));
            text.append(' ').append(key(key));
            if (!value.isEmpty()) {
                boolean isQuoted = key == SVCBBase.ALPN || key(key).startsWith("key");
                text.append('=').append(isQuoted ? '"' + value + '"' : value);
            }
        }
        return text.toString();
    }

    private static String value(SVCBBase.ParameterBase parameter) {
        return parameter instanceof SVCBBase.ParameterIpv6Hint ipv6
                ? addresses(ipv6).stream().map(AddressText::format).collect(Collectors.joining(","))
                : parameter.toString();
    }

    private static DnsRecord.Content content(Record record) {
        if (record instanceof ARecord ipv4) {
            return new DnsRecord.Address(ipv4.getAddress());
        } else if (record instanceof AAAARecord ipv6) {
            return new DnsRecord.Address(ipv6.getAddress());
        } else if (record instanceof SRVRecord srv) {
            return new DnsRecord.Service(srv.getPriority(), srv.getWeight(), srv.getPort(), name(srv.getTarget()));
        } else if (record instanceof SVCBBase svcb) {
            return binding(svcb);
        } else if (record instanceof MXRecord mx) {
            return new DnsRecord.MailServer(mx.getPriority(), name(mx.getTarget()));
        } else if (record instanceof NSRecord ns) {
            return new DnsRecord.Target(name(ns.getTarget()));
        } else if (record instanceof PTRRecord ptr) {
            return new DnsRecord.Target(name(ptr.getTarget()));
        } else if (record instanceof CNAMERecord cname) {
            return new DnsRecord.Target(name(cname.getTarget()));
        } else if (record instanceof DNAMERecord dname) {
            return new DnsRecord.Target(name(dname.getTarget()));
        } else if (record instanceof TXTRecord txt) {
            return new DnsRecord.Text(txt.getStrings());
        }
        return new DnsRecord.Other();
    }

    private static DnsRecord.Binding binding(SVCBBase svcb) {
        List<String> alpn = List.of();
        OptionalInt port = OptionalInt.empty();
        List<InetAddress> hints = new ArrayList<>();
        List<String> mandatory = new ArrayList<>();
        boolean hasDefaultAlpn = true;
        Map<String, String> parameters = new TreeMap<>();
        for (int key : svcb.getSvcParamKeys()) {
            SVCBBase.ParameterBase value = svcb.getSvcParamValue(key);
            parameters.put(key(key), value(value));
            if (value instanceof SVCBBase.ParameterAlpn one) {
                alpn = one.getValues();
            } else if (value instanceof SVCBBase.ParameterNoDefaultAlpn) {
                hasDefaultAlpn = false;
            } else if (value instanceof SVCBBase.ParameterPort one) {
                port = OptionalInt.of(one.getPort());
            } else if (value instanceof SVCBBase.ParameterIpv6Hint one) {
                hints.addAll(0, addresses(one));
            } else if (value instanceof SVCBBase.ParameterIpv4Hint one) {
                hints.addAll(addresses(one));
            } else if (value instanceof SVCBBase.ParameterMandatory one) {
                one.getValues().forEach(each -> mandatory.add(key(each)));
            }
        }
        return new DnsRecord.Binding(
                svcb.getSvcPriority(),
                name(svcb.getTargetName()),
                alpn,
                hasDefaultAlpn,
                port,
                hints,
                mandatory,
                parameters);
    }

    private static List<? extends InetAddress> addresses(SVCBBase.ParameterBase hints) {
        try {
            return hints instanceof SVCBBase.ParameterIpv6Hint ipv6
                    ? ipv6.getAddresses()
                    : ((SVCBBase.ParameterIpv4Hint) hints).getAddresses();
        } catch (UnknownHostException wrongLength) {
            // A hint that cannot be read is none.
            return List.of();
        }
    }

    /** RFC 9460, section 14.3.2. */
    private static String key(int number) {
        return switch (number) {
            case SVCBBase.MANDATORY -> "mandatory";
            case SVCBBase.ALPN -> "alpn";
            case SVCBBase.NO_DEFAULT_ALPN -> "no-default-alpn";
            case SVCBBase.PORT -> "port";
            case SVCBBase.IPV4HINT -> "ipv4hint";
            case SVCBBase.ECH -> "ech";
            case SVCBBase.IPV6HINT -> "ipv6hint";
            default -> "key" + number;
        };
    }

    private static String name(Name name) {
        return name.equals(Name.root) ? "." : name.toString(true);
    }
}
