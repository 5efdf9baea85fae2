package org.hextet.adapters.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hextet.adapters.lookup.program.PrintLookups;
import org.hextet.addresses.DestinationOrder;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.xbill.DNS.Message;

/**
 * JVMs of their own, since each asks for its provider once. Their names are those of the file hosts, which is
 * /etc/hosts to them.
 */
@Timeout(60)
class OrderedResolverTest {

    private static final String BOTH_IN_ORDER = "both.test/0:0:0:0:0:0:0:1 both.test/127.0.0.1\n";
    private static final String BOTH_AS_THE_JDK_HAS_THEM = "both.test/127.0.0.1 both.test/0:0:0:0:0:0:0:1\n";

    private static final List<String> NAMESPACES =
            System.getProperty("user.name").equals("root")
                    ? List.of("unshare", "-mn", "--")
                    : List.of("unshare", "-Urmn", "--");

    /** An IPv4 address, so that the host has a way to 192.0.2.1, and none to 2001:db8::1. */
    private static final String SETUP = "mount --bind \"$0\" /etc/hosts; mount --bind /dev/null /etc/resolv.conf;"
            + " ip link set lo up; ip address add 192.0.2.2/24 dev lo; ";

    @BeforeAll
    static void needsNamespaces() throws Exception {
        List<String> command = new ArrayList<>(NAMESPACES);
        command.addAll(List.of("sh", "-ec", SETUP, "/etc/hosts"));
        int status;
        try {
            status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException none) {
            status = -1;
        }
        assumeTrue(status == 0, "no namespaces here: needs unshare, ip and the right to use them");
    }

    @Test
    void lookups_are_in_the_order_of_rfc_6724() throws Exception {
        assertEquals(BOTH_IN_ORDER, said(List.of(), classPath(true), PrintLookups.class, "both.test"));
    }

    @Test
    void so_they_are_on_the_module_path() throws Exception {
        List<String> modules = List.of("-p", artifacts(), "--add-modules", "org.hextet.adapters.lookup");

        assertEquals(
                BOTH_IN_ORDER, said(modules, placeOf(PrintLookups.class).toString(), PrintLookups.class, "both.test"));
    }

    @Test
    void without_it_the_jdk_puts_ipv4_first() throws Exception {
        assertEquals(BOTH_AS_THE_JDK_HAS_THEM, said(List.of(), classPath(false), PrintLookups.class, "both.test"));
    }

    @Test
    void the_jdks_wish_for_a_family_does_not_count_but_its_stack_does() throws Exception {
        assertEquals(
                BOTH_IN_ORDER,
                said(
                        List.of("-Djava.net.preferIPv6Addresses=false"),
                        classPath(true),
                        PrintLookups.class,
                        "both.test"));
        assertEquals(
                "both.test/127.0.0.1\n",
                said(List.of("-Djava.net.preferIPv4Stack=true"), classPath(true), PrintLookups.class, "both.test"));
    }

    @Test
    void what_cannot_be_reached_comes_last() throws Exception {
        assertEquals(
                "world.test/192.0.2.1 world.test/2001:db8:0:0:0:0:0:1\n",
                said(
                        List.of("-Djava.net.preferIPv6Addresses=true"),
                        classPath(true),
                        PrintLookups.class,
                        "world.test"));
        assertEquals(
                "world.test/2001:db8:0:0:0:0:0:1 world.test/192.0.2.1\n",
                said(
                        List.of("-Djava.net.preferIPv6Addresses=true"),
                        classPath(false),
                        PrintLookups.class,
                        "world.test"));
    }

    @Test
    void a_hosts_file_of_the_jdk_keeps_providers_out_and_the_verdict_says_so() throws Exception {
        String verdict = said(List.of("-Djdk.net.hosts.file=/etc/hosts"), classPath(true), InstalledProviders.class);

        assertTrue(verdict.startsWith("lookups of this JVM are those of the file /etc/hosts"), verdict);
    }

    @Test
    void one_family_and_none_are_as_ever() throws Exception {
        assertEquals(
                "four.test/127.0.0.1\nsix.test/0:0:0:0:0:0:0:1\nnowhere.test is unknown\n",
                said(List.of(), classPath(true), PrintLookups.class, "four.test", "six.test", "nowhere.test"));
    }

    @Test
    void before_dnsjava_it_is_asked_and_says_that_the_other_is_not() throws Exception {
        String path = joined(classPath(true), dnsjava());

        String lookups = said(List.of(), path, PrintLookups.class, "both.test");
        assertTrue(lookups.endsWith(BOTH_IN_ORDER), lookups);
        assertTrue(lookups.contains("not asked: org.xbill.DNS.spi.DnsjavaInetAddressResolverProvider"), lookups);
        String verdict = said(List.of(), path, InstalledProviders.class);
        assertTrue(verdict.startsWith("lookups of this JVM are in RFC 6724 order"), verdict);
    }

    @Test
    void behind_dnsjava_it_is_not_and_the_verdict_says_what_to_do() throws Exception {
        String path = joined(dnsjava(), classPath(true));

        assertEquals(BOTH_AS_THE_JDK_HAS_THEM, said(List.of(), path, PrintLookups.class, "both.test"));
        String verdict = said(List.of(), path, InstalledProviders.class);
        assertTrue(
                verdict.startsWith(
                        "lookups of this JVM go through org.xbill.DNS.spi.DnsjavaInetAddressResolverProvider"),
                verdict);
        assertTrue(verdict.contains("put hextet-adapters-jdk18 before"), verdict);
    }

    // ---- JVMs

    private static String classPath(boolean withProvider) throws URISyntaxException {
        String tests = placeOf(PrintLookups.class).toString();
        return withProvider ? joined(artifacts(), tests) : tests;
    }

    /** What is put on the path of a program: three jars. */
    private static String artifacts() throws URISyntaxException {
        return joined(
                placeOf(OrderedResolver.class).toString(),
                joined(
                        placeOf(DestinationOrder.class).toString(),
                        placeOf(Reactor.class).toString()));
    }

    private static String dnsjava() throws URISyntaxException {
        return joined(placeOf(Message.class).toString(), placeOf(Logger.class).toString());
    }

    private static String joined(String first, String second) {
        return first + File.pathSeparator + second;
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /**
     * What a program says in namespaces of its own: their hosts file is the test's, and there is no network but the
     * loopback, so no name is asked for elsewhere.
     */
    private static String said(List<String> options, String classPath, Class<?> program, String... arguments)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>(NAMESPACES);
        command.addAll(List.of(
                "sh",
                "-ec",
                SETUP + "exec \"$@\"",
                placeOf(PrintLookups.class).resolve("hosts").toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it does not end");
        return said;
    }
}
