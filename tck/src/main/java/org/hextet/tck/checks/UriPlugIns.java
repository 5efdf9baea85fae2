package org.hextet.tck.checks;

import java.util.function.Supplier;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.spi.EndpointScheme;

/** Schemes of users, good and bad, and a program that asks for endpoints of them: what a child JVM runs. */
final class UriPlugIns {

    private UriPlugIns() {}

    /**
     * Tells what each URI gives: {@code ok} and the endpoint's text, or the exception.
     *
     * @param questions each {@code client URI} or {@code server URI}
     */
    public static void main(String[] questions) {
        for (String question : questions) {
            String uri = question.substring(question.indexOf(' ') + 1);
            String answer;
            try {
                answer = "ok " + (question.startsWith("client ") ? ClientEndpoint.of(uri) : ServerEndpoint.of(uri));
            } catch (RuntimeException | Error thrown) {
                answer = thrown.getClass().getSimpleName() + " " + thrown.getMessage();
            }
            System.out.println(answer.replace('\n', ' '));
        }
    }

    /** An endpoint that leads nowhere, and knows what it was made of. */
    private record Nowhere(String side, String uri) implements ClientEndpoint, ServerEndpoint {

        @Override
        public Pending<Connection> connect(Reactor reactor, Supplier<? extends Protocol> factory) {
            throw new UnsupportedOperationException("connect to " + uri + ": it leads nowhere");
        }

        @Override
        public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
            throw new UnsupportedOperationException("listen on " + uri + ": it leads nowhere");
        }

        @Override
        public String toString() {
            return "plugged " + side + " " + uri;
        }
    }

    private abstract static class Scheme implements EndpointScheme {

        private final String scheme;

        Scheme(String scheme) {
            this.scheme = scheme;
        }

        @Override
        public String scheme() {
            return scheme;
        }

        @Override
        public ClientEndpoint client(String uri) {
            return new Nowhere("client", uri);
        }

        @Override
        public ServerEndpoint server(String uri) {
            return new Nowhere("server", uri);
        }
    }

    /** A good one. */
    public static final class Plugged extends Scheme {
        /** Made by ServiceLoader. */
        public Plugged() {
            super("plugged");
        }
    }

    /** One of two with the same scheme. */
    public static final class Twin extends Scheme {
        /** Made by ServiceLoader. */
        public Twin() {
            super("twin");
        }
    }

    /** The other one. */
    public static final class OtherTwin extends Scheme {
        /** Made by ServiceLoader. */
        public OtherTwin() {
            super("twin");
        }
    }

    /** Broken from the start. */
    public static final class ThrowingWhenMade extends Scheme {
        /** Made by ServiceLoader, in vain. */
        public ThrowingWhenMade() {
            super("made");
            throw new IllegalStateException("thrown by a plug-in of the check when it was made");
        }
    }

    /** Broken when it is asked. */
    public static final class ThrowingWhenAsked extends Scheme {
        /** Made by ServiceLoader. */
        public ThrowingWhenAsked() {
            super("asked");
        }

        @Override
        public String scheme() {
            throw new IllegalStateException("thrown by a plug-in of the check when it was asked");
        }
    }
}
