package org.hextet.tls.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.jspecify.annotations.Nullable;

/** Writes down what a protocol hears, and does what a test wants done meanwhile. */
class Recorder implements Protocol {

    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Connection connection;
    private @Nullable CloseReason reason;
    private int callbacks;

    /** In order; what was received is left out. */
    List<String> events() {
        return events;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** How many times something was received. */
    int callbacks() {
        return callbacks;
    }

    Connection connection() {
        if (connection == null) {
            throw new AssertionError("not connected: " + events);
        }
        return connection;
    }

    boolean isConnected() {
        return connection != null;
    }

    CloseReason reason() {
        if (reason == null) {
            throw new AssertionError("not closed: " + events);
        }
        return reason;
    }

    private void add(String event) {
        if (reason != null) {
            throw new AssertionError(event + " after " + events);
        }
        events.add(event);
    }

    @Override
    public void connected(Connection told) throws Exception {
        add("connected");
        connection = told;
        whenConnected(told);
    }

    void whenConnected(Connection told) throws Exception {}

    @Override
    public void received(Connection told, ByteBuffer lent) throws Exception {
        if (connection == null || reason != null || !lent.hasRemaining() || !lent.isReadOnly()) {
            throw new AssertionError("received " + lent + " after " + events);
        }
        callbacks++;
        byte[] copy = new byte[lent.remaining()];
        lent.get(copy);
        bytes.writeBytes(copy);
        whenReceived(told, copy);
    }

    void whenReceived(Connection told, byte[] copy) throws Exception {}

    @Override
    public void inputEnded(Connection told) throws Exception {
        add("inputEnded");
        whenInputEnded(told);
    }

    void whenInputEnded(Connection told) throws Exception {
        told.close();
    }

    @Override
    public void writingPaused(Connection told) {
        add("writingPaused");
    }

    @Override
    public void writingResumed(Connection told) {
        add("writingResumed");
    }

    @Override
    public void closed(Connection told, CloseReason why) {
        add("closed");
        reason = why;
    }
}
