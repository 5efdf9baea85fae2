package org.hextet.adapters.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.hextet.adapters.TwoFamilies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC and targets of the scheme hextet. */
@Timeout(60)
class GrpcTest {

    private static final MethodDescriptor<String, String> ECHO = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("test.Echo/echo")
            .setRequestMarshaller(new Text())
            .setResponseMarshaller(new Text())
            .build();

    /** Bytes of UTF-8: no protocol buffers are needed for an echo. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    @Test
    void a_call_goes_to_the_first_in_the_order() throws Exception {
        Server server = server(new InetSocketAddress(0));
        try {
            assertInstanceOf(Inet6Address.class, calledAt("hextet:///both.test:" + server.getPort()));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void a_refusal_is_followed_by_the_next() throws Exception {
        Server server = server(new InetSocketAddress(TwoFamilies.ipv4(), 0));
        try {
            assertInstanceOf(Inet4Address.class, calledAt("hextet:///both.test:" + server.getPort()));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void on_the_module_path_it_is_registered_by_hand() throws Exception {
        NameResolverProvider provider = new OrderedNameResolverProvider();
        NameResolverRegistry.getDefaultRegistry().register(provider);
        Server server = server(new InetSocketAddress(TwoFamilies.ipv4(), 0));
        try {
            assertInstanceOf(Inet4Address.class, calledAt("hextet:///both.test:" + server.getPort()));
        } finally {
            NameResolverRegistry.getDefaultRegistry().deregister(provider);
            server.shutdownNow();
        }
    }

    @Test
    void literals_are_targets_too() throws Exception {
        Server server = server(new InetSocketAddress(TwoFamilies.ipv4(), 0));
        try {
            assertInstanceOf(Inet4Address.class, calledAt("hextet:///127.0.0.1:" + server.getPort()));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void an_unknown_name_makes_the_channel_unavailable() {
        StatusRuntimeException failed =
                assertThrows(StatusRuntimeException.class, () -> calledAt("hextet:///nowhere.test:80"));

        assertEquals(Status.Code.UNAVAILABLE, failed.getStatus().getCode());
        assertTrue(String.valueOf(failed.getMessage()).contains("nowhere.test"), failed.getMessage());
    }

    @Test
    void a_target_with_two_slashes_is_refused_with_advice() {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> calledAt("hextet://both.test:80"));

        assertTrue(String.valueOf(wrong.getMessage()).contains("three slashes"), wrong.getMessage());
    }

    /** Who was called, as the client sees it. */
    private static Object calledAt(String target) {
        ManagedChannel channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .build();
        try {
            var call = channel.newCall(ECHO, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
            assertEquals("hello", ClientCalls.blockingUnaryCall(call, "hello"));
            InetSocketAddress called = (InetSocketAddress)
                    Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            return called.getAddress();
        } finally {
            channel.shutdownNow();
        }
    }

    private static Server server(InetSocketAddress at) throws IOException {
        return NettyServerBuilder.forAddress(at, InsecureServerCredentials.create())
                .addService(ServerServiceDefinition.builder("test.Echo")
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall((request, answers) -> {
                            answers.onNext(request);
                            answers.onCompleted();
                        }))
                        .build())
                .build()
                .start();
    }
}
