"""Audio in motion: codecs, buffers, sockets."""
