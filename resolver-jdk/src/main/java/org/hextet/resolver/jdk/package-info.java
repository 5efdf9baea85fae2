/**
 * The resolver {@code jdk}. Begin with {@link org.hextet.resolver.jdk.JdkResolver}, which judges the question;
 * {@link org.hextet.resolver.jdk.Inquiries} puts it to the platform, once for all who ask the same, on a bounded number
 * of threads; {@link org.hextet.resolver.jdk.Asker} tells one of those who asked, on its reactor's thread.
 */
@NullMarked
package org.hextet.resolver.jdk;

import org.jspecify.annotations.NullMarked;
