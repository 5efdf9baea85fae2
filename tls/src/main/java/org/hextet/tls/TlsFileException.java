package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of certificates or keys cannot be used. The message is one line: what the file was wanted for, which it is,
 * what is wrong and what to do: {@code private key /etc/tls/key.pem: encrypted; decrypt it with "openssl pkcs8 -in …"}.
 */
public final class TlsFileException extends IOException {

    private static final long serialVersionUID = 1L;

    /** As text, because a path cannot be serialized. */
    private final String file;

    /**
     * Says what is wrong.
     *
     * @param role what the file was wanted for: {@code private key}
     * @param file which it is
     * @param problem what is wrong with it, and what to do
     * @param cause what the platform said, if it did
     */
    TlsFileException(String role, Path file, String problem, @Nullable Throwable cause) {
        super(role + " " + file + ": " + problem, cause);
        this.file = file.toString();
    }

    /**
     * Which file it is.
     *
     * @return as it was given
     */
    public Path file() {
        return Path.of(file);
    }
}
