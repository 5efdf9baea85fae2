package org.hextet.endpoints.order;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.PrefixTable;

/**
 * The orders of policy tables that stand in files, in the form of gai.conf(5): each file is read when it is first
 * needed, and once. Thread-safe.
 */
public final class AddressPolicy {

    /** The system property that names the file with the table of the process: {@value}. */
    public static final String PROPERTY = "hextet.address-policy";

    /** A table has a dozen lines. */
    private static final int MOST_BYTES = 1 << 20;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<String, DestinationOrder> READ = new HashMap<>();

    private AddressPolicy() {}

    /**
     * The order of the process: what every endpoint without a table of its own goes by.
     *
     * @return by the file that the system property names, else that of RFC 6724
     * @throws IOException as of {@link #of}
     */
    public static DestinationOrder ofProcess() throws IOException {
        String file = System.getProperty(PROPERTY, "");
        return file.isBlank() ? DestinationOrder.standard() : of(file);
    }

    /**
     * The order by the table in a file. One that could not be read is tried anew at the next call.
     *
     * @param file its path; its content is as {@link PrefixTable#parseGaiConf} reads it
     * @return the same at every call
     * @throws IOException if the file cannot be read, or is no such table: names the file, and the line
     */
    public static DestinationOrder of(String file) throws IOException {
        LOCK.lock();
        try {
            DestinationOrder kept = READ.get(file);
            if (kept == null) {
                kept = DestinationOrder.standard().withTable(read(file));
                READ.put(file, kept);
            }
            return kept;
        } finally {
            LOCK.unlock();
        }
    }

    private static PrefixTable read(String file) throws IOException {
        String what = "address policy of " + file + ": ";
        try (ReadableByteChannel channel = Channels.newChannel(Files.newInputStream(Path.of(file)))) {
            ByteBuffer content = ByteBuffer.allocate(MOST_BYTES + 1);
            int read;
            do {
                read = channel.read(content);
            } while (read >= 0 && content.hasRemaining());
            if (!content.hasRemaining()) {
                throw new IOException(what + "longer than 1 MiB: no table of RFC 6724");
            }
            return PrefixTable.parseGaiConf(
                    StandardCharsets.UTF_8.newDecoder().decode(content.flip()).toString());
        } catch (AddressSyntaxException | InvalidPathException wrong) {
            throw new IOException(what + wrong.getMessage(), wrong);
        } catch (CharacterCodingException noText) {
            throw new IOException(what + "no text in UTF-8", noText);
        } catch (NoSuchFileException missing) {
            throw new IOException(what + "there is no such file", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(what + "this process may not read it", denied);
        }
    }
}
