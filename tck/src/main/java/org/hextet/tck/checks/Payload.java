package org.hextet.tck.checks;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Content that is the same in every run and repeats nowhere, to be compared byte by byte or by its SHA-256. */
final class Payload {

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    static Payload of(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return new Payload(bytes);
    }

    /** One content, and more after it. */
    static Payload of(Payload first, byte[] more) {
        byte[] bytes = Arrays.copyOf(first.bytes, first.bytes.length + more.length);
        System.arraycopy(more, 0, bytes, first.bytes.length, more.length);
        return new Payload(bytes);
    }

    int size() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    ByteBuffer piece(int from, int length) {
        return ByteBuffer.wrap(bytes, from, length).asReadOnlyBuffer();
    }

    /** The SHA-256 in lower-case hexadecimal, as {@link org.hextet.tck.rig.Recorder#digest()} gives it. */
    String digest() {
        return digestOfRepeated(1);
    }

    /** The SHA-256 of this content so many times in a row. */
    String digestOfRepeated(int times) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < times; i++) {
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Whether what was received is where this content begins. */
    boolean beginsWith(byte[] received) {
        return received.length <= bytes.length
                && ByteBuffer.wrap(received).equals(ByteBuffer.wrap(bytes, 0, received.length));
    }
}
