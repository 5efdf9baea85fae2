package org.hextet.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a file in the textual encoding of RFC 7468. Text around them is explanation, and skipped.
 *
 * @param role what the file was wanted for, for errors
 * @param path which file
 * @param blocks in order
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
record PemFile(String role, Path path, List<Block> blocks) {

    /** A bundle of every public authority is below 1 MiB. */
    private static final int MAX_BYTES = 16 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * One block.
     *
     * @param label what stands behind BEGIN
     * @param line of the file where it begins, from 1
     * @param isEncrypted whether its headers say so, as OpenSSL's own formats do (RFC 1421)
     * @param base64 its content, in an alphabet that was checked; empty if encrypted
     */
    record Block(String label, int line, boolean isEncrypted, String base64) {

        byte[] content() {
            return Base64.getDecoder().decode(base64);
        }
    }

    static PemFile read(String role, Path path) throws TlsFileException {
        byte[] bytes = bytes(role, path);
        PemFile none = new PemFile(role, path, List.of());
        // A DER or PKCS #12 file is one SEQUENCE.
        if (bytes.length > 1 && bytes[0] == 0x30 && (bytes[1] & 0x80) != 0) {
            throw none.problem(
                    "binary (DER or PKCS #12), need PEM; convert it with \"openssl x509 -inform der -in " + path
                            + "\", \"openssl pkey -inform der -in " + path + "\" or \"openssl pkcs12 -nodes -in " + path
                            + "\"",
                    null);
        }
        List<Block> blocks = none.parse(new String(bytes, StandardCharsets.ISO_8859_1));
        if (blocks.isEmpty()) {
            throw none.problem(
                    bytes.length == 0
                            ? "the file is empty"
                            : "no PEM in it: a block begins with a line like \"-----BEGIN CERTIFICATE-----\"",
                    null);
        }
        return new PemFile(role, path, blocks);
    }

    private static byte[] bytes(String role, Path path) throws TlsFileException {
        String problem;
        IOException cause;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new TlsFileException(
                        role, path, "more than " + MAX_BYTES + " bytes; is it the right file?", null);
            }
            return bytes;
        } catch (TlsFileException tooLarge) {
            throw tooLarge;
        } catch (NoSuchFileException missing) {
            problem = "no such file; check the path";
            cause = missing;
        } catch (AccessDeniedException denied) {
            problem = "this process may not read it (EACCES); check owner and mode";
            cause = denied;
        } catch (IOException failed) {
            problem = Files.isDirectory(path) ? "a directory; name a file" : "cannot be read: " + failed.getMessage();
            cause = failed;
        }
        throw new TlsFileException(role, path, problem, cause);
    }

    private List<Block> parse(String text) throws TlsFileException {
        List<Block> blocks = new ArrayList<>();
        String[] lines = text.split("\r?\n|\r", -1);
        for (int begin = 0; begin < lines.length; begin++) {
            String label = label(lines[begin], BEGIN);
            if (label == null) {
                continue;
            }
            int end = begin + 1;
            while (end < lines.length && !label.equals(label(lines[end], END))) {
                if (label(lines[end], BEGIN) != null) {
                    end = lines.length;
                    break;
                }
                end++;
            }
            if (end >= lines.length) {
                throw problem(
                        "line " + (begin + 1) + ": the block " + label + " has no end; is the file cut off?", null);
            }
            blocks.add(block(label, lines, begin, end));
            begin = end;
        }
        return blocks;
    }

    private Block block(String label, String[] lines, int begin, int end) throws TlsFileException {
        boolean isEncrypted = false;
        StringBuilder base64 = new StringBuilder();
        for (int at = begin + 1; at < end; at++) {
            isEncrypted |= lines[at].startsWith("Proc-Type:") && lines[at].contains("ENCRYPTED");
            base64.append(lines[at].strip());
        }
        Block block = new Block(label, begin + 1, isEncrypted, isEncrypted ? "" : base64.toString());
        try {
            if (block.content().length > 0 || isEncrypted) {
                return block;
            }
        } catch (IllegalArgumentException notBase64) {
            throw problem(
                    "line " + block.line() + ": the block " + label + " is not base64; is the file damaged?",
                    notBase64);
        }
        throw problem("line " + block.line() + ": the block " + label + " is empty; is the file damaged?", null);
    }

    private static @Nullable String label(String line, String before) {
        String stripped = line.strip();
        return stripped.startsWith(before)
                        && stripped.endsWith(DASHES)
                        && stripped.length() > before.length() + DASHES.length()
                ? stripped.substring(before.length(), stripped.length() - DASHES.length())
                : null;
    }

    /** What is in the file, for errors: the labels, each once. */
    String labels() {
        Set<String> labels = new LinkedHashSet<>();
        blocks.forEach(block -> labels.add(block.label()));
        return String.join(", ", labels);
    }

    TlsFileException problem(String problem, @Nullable Throwable cause) {
        return new TlsFileException(role, path, problem, cause);
    }
}
