package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hextet.addresses.AddressText;
import org.hextet.api.DnsRecord;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** dig and the resolver are asked the same of the same server. Skipped where dig or Knot is missing. */
@Timeout(120)
class DigTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** Name to a type, and the records of the zone: fifty names of all kinds. */
    private static Map<String, String> zone(List<String> records) {
        Map<String, String> asked = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            records.add("a" + i + " 60 A 192.0.2." + i);
            records.add("a" + i + " 60 A 198.51.100." + i);
            asked.put("a" + i, "A");
            records.add("aaaa" + i + " 60 AAAA 2001:db8:0:" + i + "::" + i + ":0");
            records.add("aaaa" + i + " 60 AAAA ::ffff:192.0.2." + i);
            asked.put("aaaa" + i, "AAAA");
            records.add("alias" + i + " 60 CNAME a" + i);
            asked.put("alias" + i, "A");
        }
        for (int i = 0; i < 5; i++) {
            records.add("https" + i + " 60 HTTPS 1 . alpn=h2,h3 port=844" + i + " ipv4hint=192.0.2." + i
                    + ",192.0.2.77 ipv6hint=2001:db8::" + i + ",::1");
            records.add("https" + i + " 60 HTTPS 2 other.test. mandatory=alpn alpn=h2 no-default-alpn ech=AEX+DQ==");
            asked.put("https" + i, "HTTPS");
            records.add("_sip._tcp" + i + " 60 SRV 1 " + i + " 5060 a1");
            asked.put("_sip._tcp" + i, "SRV");
        }
        Map<String, String> others = new LinkedHashMap<>();
        others.put("TXT", "\"a b\" c \"quote \\\" and \\\\ and \\200\"");
        others.put("MX", "10 Mail.Example.");
        others.put("CAA", "0 issue \"ca.example\"");
        others.put("PTR", "Host.Example.");
        others.put("NS", "ns.elsewhere.");
        others.put("SSHFP", "4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789");
        others.put("TLSA", "3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971");
        others.put("NAPTR", "100 50 \"s\" \"z3950+I2L+I2C\" \"\" _z3950._tcp.example.");
        others.put("TYPE65534", "\\# 4 0A000001");
        others.put("SVCB", "0 target.example.");
        others.forEach((type, data) -> {
            String name = type.toLowerCase(java.util.Locale.ROOT) + "-name";
            // A delegation is answered by its parent as a referral, so NS stands at the top.
            if (!type.equals("NS")) {
                records.add(name + " 60 " + type + " " + data);
                asked.put(name, type);
            }
        });
        asked.put("@", "NS");
        return asked;
    }

    @Test
    void they_agree_on_fifty_names() throws Exception {
        Optional<Path> dig = NameServerProcess.installed("dig");
        Optional<Path> knotd = NameServerProcess.installed("knotd");
        assumeTrue(dig.isPresent(), "dig is not installed");
        assumeTrue(knotd.isPresent(), "knot is not installed");
        List<String> records = new ArrayList<>();
        Map<String, String> asked = zone(records);
        assertEquals(50, asked.size());

        try (NameServerProcess server = Knot.start(knotd.get(), folder, records);
                Reactor reactor = Reactor.open("nio");
                NameResolver resolver = NameResolver.open(
                        "dnsjava?server=127.0.0.1:" + server.port() + "&search=&hosts=/nowhere&resolv-conf=/nowhere")) {
            Map<String, Set<String>> ofDig = dig(dig.get(), server.port(), asked);
            for (Map.Entry<String, String> one : asked.entrySet()) {
                String name = absolute(one.getKey());
                Set<String> mine = new TreeSet<>();
                for (DnsRecord record :
                        resolver.records(reactor, name, one.getValue(), LONG).await()) {
                    mine.add(record.data());
                }
                assertEquals(ofDig.get(name + " " + one.getValue()), mine, name + " " + one.getValue());
                if (one.getValue().equals("A")) {
                    RecordedAnswers answers = new RecordedAnswers(reactor);
                    resolver.lookup(reactor, name, Set.of(StandardProtocolFamily.INET), LONG, answers);
                    answers.next();
                    Set<String> looked = new TreeSet<>();
                    for (InetAddress address : answers.addresses()) {
                        looked.add(AddressText.format(address));
                    }
                    assertEquals(mine, looked);
                }
            }
        }
    }

    private static String absolute(String name) {
        return name.equals("@") ? "test." : name + ".test.";
    }

    /** All questions of one process: question to the data of the records of that type. */
    private static Map<String, Set<String>> dig(Path dig, int port, Map<String, String> asked) throws Exception {
        List<String> command = new ArrayList<>(List.of(dig.toString(), "-r", "@127.0.0.1", "-p", String.valueOf(port)));
        asked.forEach((name, type) -> command.addAll(
                List.of("-q", absolute(name), "-t", type, "+noall", "+question", "+answer", "+nosplit", "+tcp")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        Map<String, Set<String>> found = new LinkedHashMap<>();
        String question = "";
        for (String line : said.lines().toList()) {
            if (line.startsWith(";")) {
                String[] words = line.substring(1).split("\\s+", -1);
                question = words.length == 3 ? words[0] + " " + words[2] : question;
                continue;
            }
            // Name, time to live, class, type, data.
            String[] words = line.split("\\s+", 5);
            if (words.length == 5 && question.endsWith(" " + words[3])) {
                found.computeIfAbsent(question, one -> new TreeSet<>()).add(words[4]);
            }
        }
        return found;
    }
}
