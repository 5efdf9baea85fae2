package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hextet.api.Connection;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TcpReactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** What programs written before IPv6 do: a name given to the reactor itself. */
@SuppressWarnings("deprecation") // These rows are about the calls that are deprecated.
final class TcpConnectByNameChecks {

    private static Reactor reactor(Rig rig, StaticResolver resolver) throws Exception {
        return rig.openReactor(options -> options.withResolver(resolver));
    }

    private static Throwable failure(Rig rig, StaticResolver resolver, String name, int port) throws Exception {
        Throwable failure =
                rig.awaitFailure(reactor(rig, resolver).connectTcp(name, port, StreamOptions.DEFAULT, rig::recorder));
        rig.expect(
                failure instanceof UnknownHostException,
                "the failure is " + failure + ", expected an UnknownHostException");
        return failure;
    }

    @Check(
            id = "TCP-117",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan",
            because = "programs that know IPv4 alone must go on working when names get IPv6 addresses",
            lookAt = "the name connector, and the policy that it takes by default")
    void a_name_with_ipv4_addresses_is_connected_to_over_ipv4(Rig rig) throws Exception {
        // Both would answer.
        Server server = TcpListenChecks.onOnePort(rig, rig.v4(), rig.v6(), StreamOptions.DEFAULT)[0];
        StaticResolver resolver =
                new StaticResolver().answering("v4.test", "127.0.0.1").answering("both.test", "::1", "127.0.0.1");

        for (String name : List.of("v4.test", "both.test")) {
            Connection client = rig.await(reactor(rig, resolver)
                    .connectTcp(name, server.address().getPort(), StreamOptions.DEFAULT, rig::recorder));
            rig.expectSameAddress("the peer by the name " + name, server.address(), client.remoteAddress());
            server.awaitAccepted();
        }
    }

    @Check(
            id = "TCP-118",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan",
            because = "a question for IPv6 addresses that nobody will use costs time, and with some servers the answer",
            lookAt = "the families that the name connector asks the resolver for")
    void the_resolver_is_asked_for_ipv4_only_and_once(Rig rig) throws Exception {
        Server server = rig.listen(rig.v4());
        StaticResolver resolver = new StaticResolver().answering("both.test", "::1", "127.0.0.1");

        rig.await(reactor(rig, resolver)
                .connectTcp("both.test", server.address().getPort(), StreamOptions.DEFAULT, rig::recorder));

        rig.expectEqual(
                "what the resolver was asked",
                List.of(new StaticResolver.Query("both.test", Set.of(INET))),
                resolver.queries());
    }

    @Check(
            id = "TCP-119",
            level = MUST,
            needs = TCP,
            source = "the IPv6 plan",
            because = "\"unknown host\" of a name that exists sends people to their name server",
            lookAt = "what is said, and asked, when there is no IPv4 address")
    void a_name_with_ipv6_addresses_only_is_unknown_and_the_way_out_is_told(Rig rig) throws Exception {
        Server server = rig.listen(rig.v6());
        StaticResolver resolver = new StaticResolver().answering("v6.test", "::1");

        Throwable failure = failure(rig, resolver, "v6.test", server.address().getPort());

        rig.expectWords("the failure", failure, "v6.test", "only IPv6", "HostnameClientEndpoint");
        rig.turns(rig.reactor(), 2);
        rig.expectEqual("what was accepted", List.of(), server.accepted());
    }

    @Check(
            id = "TCP-120",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "the name is what was mistyped",
            lookAt = "what the resolver's failure is wrapped in")
    void a_name_that_does_not_exist_is_an_unknown_host_by_name(Rig rig) throws Exception {
        InetSocketAddress refusing = rig.refusing(rig.v4());

        Throwable failure = failure(rig, new StaticResolver(), "missing.test", refusing.getPort());

        rig.expectWords("the failure", failure, "missing.test");
        rig.expect(
                failure instanceof NetworkFailure typed && typed.kind() == FailureKind.NO_SUCH_NAME,
                "the failure is not of kind no-such-name: " + failure);
    }

    @Check(
            id = "TCP-121",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "whoever compiles against them must learn that there is better, and may keep them for ever",
            lookAt = "the annotation on every method of the reactor that takes a host name")
    void the_methods_that_take_a_name_are_deprecated_and_not_for_removal(Rig rig) throws Exception {
        List<Method> byName = Stream.of(Reactor.class, TcpReactor.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.getName().startsWith("connect")
                        || method.getName().startsWith("listen"))
                .filter(method -> List.of(method.getParameterTypes()).contains(String.class))
                .toList();

        rig.expect(!byName.isEmpty(), "no method of the reactor takes a name, expected connectTcp(String, …)");
        for (Method method : byName) {
            Deprecated deprecated = method.getAnnotation(Deprecated.class);
            if (deprecated == null) {
                throw rig.fail(method + " is not deprecated");
            }
            rig.expect(!deprecated.forRemoval(), method + " is deprecated for removal");
        }
    }
}
