"""What talks to the world outside: notifications, insights, GPUs, invoices."""
