@NullMarked
package org.hextet.adapters.okhttp;

import org.jspecify.annotations.NullMarked;
