#!/usr/bin/env python3
"""Encrypts the table of this folder as Excel does to protect the structure of a workbook, with its own password:
python3 make_protected.py (needs msoffcrypto-tool, cryptography and LibreOffice's soffice).

msoffcrypto-tool writes the encryption of Excel 2013 and later, LibreOffice that of .xls; those of Excel 2007 and 2010 are
written here, as [MS-OFFCRYPTO] says, and msoffcrypto-tool opens them again before they are kept.
"""

import base64
import hashlib
import io
import os
import pathlib
import struct
import subprocess
import tempfile

import msoffcrypto
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

HERE = pathlib.Path(__file__).parent
PLAIN = HERE / "initiatives.xlsx"
PASSWORD = "VelvetSweatshop"

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Main
  Dim load(0) As New com.sun.star.beans.PropertyValue
  load(0).Name = "Hidden"
  load(0).Value = True
  Dim save(1) As New com.sun.star.beans.PropertyValue
  save(0).Name = "FilterName"
  save(0).Value = "MS Excel 97"
  save(1).Name = "Password"
  save(1).Value = "{password}"
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, load())
  doc.storeToURL("{target}", save())
  doc.close(True)
End Sub
</script:module>
"""


def padded(data, to=16):
    return data + b"\0" * (-len(data) % to)


def of_length(data, length):
    return (data + b"\x36" * length)[:length]


def aes(key, mode, data):
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(padded(data)) + encryptor.finalize()


def password_hash(name, salt, rounds):
    digest = hashlib.new(name, salt + PASSWORD.encode("utf-16-le")).digest()
    for number in range(rounds):
        digest = hashlib.new(name, struct.pack("<I", number) + digest).digest()
    return digest


def in_container(package, info):
    file = io.BytesIO()
    ECMA376Encrypted(package, info).write_to(file)
    return file.getvalue()


def agile(plain, name, key_bits, rounds=1000):
    """2.3.4.10: Excel 2010 takes SHA1 and 128 bits."""
    size = hashlib.new(name).digest_size
    salt, key_salt, verifier, key = os.urandom(16), os.urandom(16), os.urandom(16), os.urandom(key_bits // 8)
    digest = password_hash(name, key_salt, rounds)

    def of_password(purpose, data):
        own = of_length(hashlib.new(name, digest + bytes.fromhex(purpose)).digest(), key_bits // 8)
        return base64.b64encode(aes(own, modes.CBC(key_salt), data)).decode()

    package = struct.pack("<Q", len(plain))
    for number in range(0, len(plain), 4096):
        start = hashlib.new(name, salt + struct.pack("<I", number // 4096)).digest()
        package += aes(key, modes.CBC(of_length(start, 16)), plain[number:number + 4096])
    how = (f'saltSize="16" blockSize="16" keyBits="{key_bits}" hashSize="{size}" cipherAlgorithm="AES" '
           f'cipherChaining="ChainingModeCBC" hashAlgorithm="{name.upper()}"')
    xml = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption xmlns="http://schemas.microsoft.com/office/'
           '2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
           f'<keyData {how} saltValue="{base64.b64encode(salt).decode()}"/>'
           '<dataIntegrity encryptedHmacKey="" encryptedHmacValue=""/><keyEncryptors><keyEncryptor '
           'uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
           f'<p:encryptedKey spinCount="{rounds}" {how} saltValue="{base64.b64encode(key_salt).decode()}" '
           f'encryptedVerifierHashInput="{of_password("fea7d2763b4b9e79", verifier)}" '
           f'encryptedVerifierHashValue="{of_password("d7aa0f6d3061344e", hashlib.new(name, verifier).digest())}" '
           f'encryptedKeyValue="{of_password("146e0be7abacd0d6", key)}"/></keyEncryptor></keyEncryptors></encryption>')
    return in_container(package, struct.pack("<HHI", 4, 4, 0x40) + xml.encode())


def standard(plain, key_bits=128):
    """2.3.4.5: Excel 2007."""
    salt, verifier = os.urandom(16), os.urandom(16)
    digest = hashlib.sha1(password_hash("sha1", salt, 50000) + struct.pack("<I", 0)).digest()
    block = [bytes(byte ^ mixed for byte, mixed in zip(digest + b"\0" * 44, bytes([filler]) * 64)) for filler in (0x36, 0x5C)]
    key = (hashlib.sha1(block[0]).digest() + hashlib.sha1(block[1]).digest())[:key_bits // 8]
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, key_bits, 0x18, 0, 0) + provider
    info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + struct.pack("<I", 16) + salt
    info += aes(key, modes.ECB(), verifier) + struct.pack("<I", 20) + aes(key, modes.ECB(), hashlib.sha1(verifier).digest())
    return in_container(struct.pack("<Q", len(plain)) + aes(key, modes.ECB(), plain), info)


def xls(target):
    with tempfile.TemporaryDirectory() as place:
        profile = f"-env:UserInstallation=file://{place}/profile"
        subprocess.run(["soffice", "--headless", profile, "--terminate_after_init"], check=True)
        module = pathlib.Path(place) / "profile/user/basic/Standard/Module1.xba"
        module.write_text(MACRO.format(password=PASSWORD, source=PLAIN.as_uri(), target=target.as_uri()))
        subprocess.run(["soffice", "--headless", profile, "macro:///Standard.Module1.Main"], check=True)


def main():
    plain = PLAIN.read_bytes()
    newest = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(PASSWORD, newest)
    made = {"protected-2013.xlsx": newest.getvalue(), "protected-2010.xlsx": agile(plain, "sha1", 128),
            "protected-sha384.xlsx": agile(plain, "sha384", 256), "protected-2007.xlsx": standard(plain)}
    for name, encrypted in made.items():
        again = msoffcrypto.OfficeFile(io.BytesIO(encrypted))
        again.load_key(password=PASSWORD)
        opened = io.BytesIO()
        again.decrypt(opened)
        assert opened.getvalue() == plain, name
        (HERE / name).write_bytes(encrypted)
    xls(HERE / "protected.xls")


if __name__ == "__main__":
    main()
