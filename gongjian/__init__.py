"""Gongjian (共建): an open platform for a subdistrict office and the network around it."""
