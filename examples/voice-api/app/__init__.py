"""A telephony backend that listens, understands and reports: the code under test of this example."""
