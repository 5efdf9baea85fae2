package org.hextet.endpoints.secured;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.api.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * Settings in files, which are read when they are first needed, and then kept: sessions are resumed within one context
 * only.
 */
public final class FromFiles implements SettingsSource {

    private final TlsFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable TlsSettings kept;

    /**
     * Reads nothing yet.
     *
     * @param files which
     */
    public FromFiles(TlsFiles files) {
        this.files = files;
    }

    /**
     * What the settings are made of.
     *
     * @return as it was given
     */
    public TlsFiles files() {
        return files;
    }

    @Override
    public TlsSettings settings() throws IOException {
        lock.lock();
        try {
            TlsSettings settings = kept;
            if (settings == null) {
                settings = files.read();
                kept = settings;
            }
            return settings;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isReady() {
        return kept != null;
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof FromFiles that && files.equals(that.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }
}
