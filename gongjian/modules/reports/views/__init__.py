"""Thin views: get through what the person may see, bind a form, call one action, render."""
