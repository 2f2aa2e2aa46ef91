#!/bin/sh
echo a